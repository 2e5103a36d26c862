import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** WCAG 2.2, 1.4.3: text has 4.5 : 1, what is drawn (1.4.11) 3 : 1. */
const TEXT = 4.5;
const DRAWN = 3;

const tokens = new Map(
  [
    ...readFileSync(join(import.meta.dir, "tokens.css"), "utf8").matchAll(
      /--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g,
    ),
  ].map(([, name = "", light = "", dark = ""]) => [name, { light, dark }]),
);

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["panel", "sunken", "ground"];
const PAIRS: readonly (readonly [front: string, grounds: readonly string[], least: number])[] = [
  ["text", [...GROUNDS, "accent-soft", "error-soft", "warning-soft"], TEXT],
  ["muted", [...GROUNDS, "accent-soft", "error-soft"], TEXT],
  ["accent", [...GROUNDS, "accent-soft"], TEXT],
  ["error", [...GROUNDS, "error-soft", "accent-soft"], TEXT],
  ["fatal", [...GROUNDS, "accent-soft"], TEXT],
  ["warning", [...GROUNDS, "warning-soft", "accent-soft"], TEXT],
  ["info", GROUNDS, TEXT],
  ["good", [...GROUNDS, "accent-soft"], TEXT],
  ["string", GROUNDS, TEXT],
  ["number", GROUNDS, TEXT],
  ["on-accent", ["accent"], TEXT],
  ["strong-line", GROUNDS, DRAWN],
];

for (const scheme of ["light", "dark"] as const) {
  test(`colours can be read in the ${scheme} scheme`, () => {
    const poor: string[] = [];
    for (const [front, grounds, least] of PAIRS) {
      for (const ground of grounds) {
        const [a, b] = [tokens.get(front)?.[scheme], tokens.get(ground)?.[scheme]];
        if (a === undefined || b === undefined) throw new Error(`no colour ${front} or ${ground}`);
        const ratio = contrast(a, b);
        if (ratio < least) poor.push(`${front} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
    expect(poor).toEqual([]);
  });
}
