import { LeastRecent } from "../../kernel/base/least-recent.ts";
import { EXPRESSIONS_JSON } from "./expressions.gen.ts";

/** A browser or an operating system. */
export interface Software {
  readonly family: string;
  readonly major: string | undefined;
  readonly minor: string | undefined;
  readonly patch: string | undefined;
}

export interface Device {
  readonly family: string;
  readonly brand: string | undefined;
  readonly model: string | undefined;
}

/**
 * What is looked at of a user agent. Real ones are shorter, and the expressions take the square of the length on some
 * made-up ones.
 */
const MAX_LENGTH = 512;
const REMEMBERED = 1_000;

/** `undefined`: not asked yet; null: nothing known. */
interface Parsed {
  browser?: Software | null;
  system?: Software | null;
  device?: Device | null;
}

const parsed = new LeastRecent<string, Parsed>(REMEMBERED);

/** @returns `undefined` when it is no browser that is known */
export function browserOf(userAgent: string): Software | undefined {
  const known = lookUp(userAgent);
  if (known.browser === undefined) known.browser = software(expressions().browsers.find(userAgent));
  return known.browser ?? undefined;
}

export function systemOf(userAgent: string): Software | undefined {
  const known = lookUp(userAgent);
  if (known.system === undefined) known.system = software(expressions().systems.find(userAgent));
  return known.system ?? undefined;
}

export function deviceOf(userAgent: string): Device | undefined {
  const known = lookUp(userAgent);
  if (known.device === undefined) {
    const [family, brand, model] = expressions().devices.find(userAgent) ?? [];
    known.device = family === undefined ? null : { family, brand, model };
  }
  return known.device ?? undefined;
}

function lookUp(userAgent: string): Parsed {
  const known = parsed.get(userAgent);
  if (known !== undefined) return known;
  const fresh: Parsed = {};
  if (userAgent.length <= MAX_LENGTH) parsed.set(userAgent, fresh);
  return fresh;
}

function software(parts: readonly (string | undefined)[] | undefined): Software | null {
  const [family, major, minor, patch] = parts ?? [];
  return family === undefined ? null : { family, major, minor, patch };
}

type Entry = readonly [expression: string, flags: string, ...replacements: (string | null)[]];

/** Expressions of one kind, the first that is found wins. Compiled when first asked: most never are. */
class Expressions {
  readonly #entries: readonly Entry[];
  readonly #compiled: (RegExp | undefined)[];
  /** How many parts there are, and which group stands for each when there is no replacement. */
  readonly #groups: readonly number[];

  constructor(entries: readonly Entry[], groups: readonly number[]) {
    this.#entries = entries;
    this.#compiled = new Array(entries.length);
    this.#groups = groups;
  }

  /** @returns the parts, of which the first is there; `undefined` when nothing is found */
  find(userAgent: string): readonly (string | undefined)[] | undefined {
    const text = userAgent.slice(0, MAX_LENGTH);
    for (const [index, [source, flags, ...replacements]] of this.#entries.entries()) {
      this.#compiled[index] ??= new RegExp(source, flags);
      const found = this.#compiled[index].exec(text);
      if (found === null) continue;
      const parts = this.#groups.map((group, at) => replaced(replacements[at] ?? undefined, found, group));
      return parts[0] === undefined ? undefined : parts;
    }
    return undefined;
  }
}

function replaced(
  replacement: string | undefined,
  found: RegExpExecArray,
  group: number,
): string | undefined {
  const text = replacement?.replaceAll(/\$(\d)/g, (_, digit) => found[Number(digit)] ?? "") ?? found[group];
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}

let loaded: Record<"browsers" | "systems" | "devices", Expressions> | undefined;

function expressions(): NonNullable<typeof loaded> {
  if (loaded === undefined) {
    const [browsers, systems, devices] = JSON.parse(EXPRESSIONS_JSON) as [Entry[], Entry[], Entry[]];
    loaded = {
      browsers: new Expressions(browsers, [1, 2, 3, 4]),
      systems: new Expressions(systems, [1, 2, 3, 4]),
      // A device has no brand but by replacement, and its model is what its family is.
      devices: new Expressions(devices, [1, Number.NaN, 1]),
    };
  }
  return loaded;
}
