import { contextOf, ensureObject, isMissing, objectOf, someText, tagOf, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { measured } from "./measurements.ts";
import { setTag } from "./tags.ts";

const VALUE = "app.vitals.start.value";
const TYPE = "app.vitals.start.type";
const SCREEN = "app.vitals.start.screen";
const STARTS: readonly (readonly [measurement: string, type: string])[] = [
  ["app_start_cold", "cold"],
  ["app_start_warm", "warm"],
];

/** How long an app took to start, and what its first screen was, under the names of today. */
export function completeAppStart(document: EventDocument): void {
  const { root } = document;
  const measurements = objectOf(root.measurements);
  if (measurements === undefined) return;
  const start = STARTS.find(([name]) => measured(measurements, name) !== undefined);
  if (start !== undefined && tagOf(root, TYPE) === undefined && measured(measurements, VALUE) === undefined) {
    const [name, type] = start;
    const { value, unit } = objectOf(measurements[name]) ?? {};
    if (value !== undefined && textOf(unit) === "millisecond") {
      measurements[VALUE] = { value, unit: "millisecond" };
      setTag(document, TYPE, type);
    }
  }
  const isStart = start !== undefined || measured(measurements, VALUE) !== undefined;
  const trace = contextOf(root, "trace");
  const screen = someText(root.transaction);
  if (!isStart || trace?.op !== "ui.load" || screen === undefined) return;
  const data = ensureObject(trace, "data");
  if (isMissing(data[SCREEN])) data[SCREEN] = screen;
}
