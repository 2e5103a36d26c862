import { type JsonObject, type JsonValue, numberOf, setMember } from "../../../kernel/base/json/value.ts";
import { isMissing, objectOf, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { MeasurementLimits } from "./measurement-limits.ts";

const MAX_START_MS = 180_000;
const STARTS: readonly (readonly [string, string])[] = [
  ["app.start.cold", "app_start_cold"],
  ["app.start.warm", "app_start_warm"],
];
/** Longer ones are taken for a mistake. */
const STARTUP_TIMES = ["app_start_cold", "app_start_warm", "time_to_initial_display", "time_to_full_display"];

const DEFAULT_UNITS: ReadonlyMap<string, string> = new Map([
  ...unitsOf(
    "millisecond",
    "fcp lcp fid fp inp ttfb ttfb.requesttime app_start_cold app_start_warm time_to_initial_display time_to_full_display stall_total_time stall_longest_time",
  ),
  ...unitsOf("none", "cls frames_total frames_slow frames_frozen stall_count"),
  ...unitsOf("ratio", "frames_slow_rate frames_frozen_rate stall_percentage"),
]);

function unitsOf(unit: string, names: string): (readonly [string, string])[] {
  return names.split(" ").map((name) => [name, unit] as const);
}

/** A transaction's measurements in their units, those that can be computed, and no more of them than are wanted. */
export function normalizeMeasurements(document: EventDocument, limits: MeasurementLimits | undefined): void {
  const { root } = document;
  const measurements = objectOf(root.measurements);
  if (measurements === undefined) return;
  for (const [old, name] of STARTS) rename(measurements, old, name);
  for (const name of STARTUP_TIMES)
    if ((measured(measurements, name) ?? 0) > MAX_START_MS) measurements[name] = undefined;
  computeRates(root, measurements);
  for (const name of Object.keys(measurements)) {
    const measurement = objectOf(measurements[name]);
    if (measurement !== undefined && isMissing(measurement.unit))
      measurement.unit = DEFAULT_UNITS.get(name) ?? "none";
  }
  limits?.enforce(document, measurements);
}

export function measured(measurements: JsonObject, name: string): number | undefined {
  return Object.hasOwn(measurements, name) ? numberOf(objectOf(measurements[name])?.value) : undefined;
}

function rename(measurements: JsonObject, from: string, to: string): void {
  const measurement = measurements[from];
  if (measurement === undefined) return;
  measurements[from] = undefined;
  setMember(measurements, to, measurement);
}

function computeRates(root: JsonObject, measurements: JsonObject): void {
  const total = measured(measurements, "frames_total") ?? 0;
  if (total > 0) {
    for (const kind of ["frozen", "slow"]) {
      const frames = measured(measurements, `frames_${kind}`);
      if (frames !== undefined) measurements[`frames_${kind}_rate`] = ratio(frames / total);
    }
  }
  const stalls = objectOf(measurements.stall_total_time);
  const stalled = numberOf(stalls?.value);
  const durationMs = durationMsOf(root);
  const unit = textOf(stalls?.unit);
  const isInMs = unit === undefined || unit === "millisecond" || unit === "none";
  if (stalled !== undefined && isInMs && durationMs > 0)
    measurements.stall_percentage = ratio(stalled / durationMs);
}

export function durationMsOf(span: JsonObject): number {
  const start = numberOf(span.start_timestamp);
  const end = numberOf(span.timestamp);
  return start === undefined || end === undefined ? 0 : Math.round((end - start) * 1e6) / 1000;
}

function ratio(value: number): JsonValue {
  return { value, unit: "ratio" };
}
