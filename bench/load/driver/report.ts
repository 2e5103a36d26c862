import { table } from "../../../tools/lib/generator.ts";
import type { CaseResult, Figure } from "./case.ts";

/** The Markdown of one case. */
export function report(title: string, result: CaseResult, context: string): string {
  const rows = result.figures.map((figure) => [
    `${figure.name}${figure.unit === "" ? "" : ` (${figure.unit})`}`,
    number(figure.baton),
    number(figure.reference),
    ratio(figure),
    verdict(figure),
  ]);
  const figures = rows.length === 0 ? "" : `${table(["", "Baton", "reference", "ratio", "target"], rows)}\n`;
  const notes = result.notes.map((note) => `- ${note}\n`).join("");
  return `### ${title}\n\n${figures}${curveTable(result)}${notes}- ${context}\n`;
}

function curveTable({ curve }: CaseResult): string {
  if (curve === undefined) return "";
  const first = curve.points[0];
  const rows = curve.points.map((point) => [
    point.at,
    number(point.baton),
    times(point.baton, first?.baton),
    number(point.reference),
    times(point.reference, first?.reference),
  ]);
  return `${table([curve.parameter, `Baton (${curve.unit})`, "× first", `reference (${curve.unit})`, "× first"], rows)}\n`;
}

function times(value: number, first = Number.NaN): string {
  return number(value / first);
}

function ratio({ baton, reference }: Figure): string {
  return reference === 0 ? "" : number(baton / reference);
}

function verdict({ baton, reference, target, atLeast }: Figure): string {
  if (target === undefined) return "";
  const met = atLeast ? baton / reference >= target : baton / reference <= target;
  return `${atLeast ? "≥" : "≤"} ${number(target)} ${met ? "met" : "**missed**"}`;
}

/** Three figures are what a noisy machine can tell. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value >= 1000) return Math.round(Number(value.toPrecision(3))).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
