import { isJsonObject, type JsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { listOf, objectOf, textOf } from "../access.ts";
import { compareBytes } from "../compare-bytes.ts";
import type { EventDocument } from "../document.ts";

/** Of a metric's whole name, `d:transactions/measurements.…@unit`. */
const MAX_NAME_CHARS = 200;
const NAME_AROUND = 29;
const METRIC_NAME = /^[a-zA-Z][a-zA-Z0-9_.]*$/;

interface Builtin {
  readonly unit: string;
  readonly allowsNegative: boolean;
}

/** Which measurements a project wants: the known ones, and a number of its own. */
export class MeasurementLimits {
  readonly #builtins: ReadonlyMap<string, Builtin>;
  readonly #maxCustom: number;

  constructor(builtins: ReadonlyMap<string, Builtin>, maxCustom: number) {
    this.#builtins = builtins;
    this.#maxCustom = maxCustom;
  }

  /** Of what holds for all projects and what the project says; `undefined` where neither says anything. */
  static read(...configs: readonly (JsonValue | undefined)[]): MeasurementLimits | undefined {
    const known = configs.map((config) => objectOf(config)).filter((config) => config !== undefined);
    if (known.length === 0) return undefined;
    const builtins = new Map<string, Builtin>();
    for (const config of known) {
      for (const builtin of listOf(config.builtinMeasurements) ?? []) readBuiltin(builtin, builtins);
    }
    const limits = known
      .map((config) => numberOf(config.maxCustomMeasurements))
      .filter((max) => max !== undefined);
    return new MeasurementLimits(
      builtins,
      limits.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...limits),
    );
  }

  /** Takes out what is not wanted, and keeps it beside the map while that is small. */
  enforce(document: EventDocument, measurements: JsonObject): void {
    let custom = 0;
    const removed: JsonObject = {};
    for (const name of Object.keys(measurements).sort(compareBytes)) {
      const measurement = objectOf(measurements[name]);
      if (measurement === undefined) continue;
      const builtin = this.#builtins.get(name);
      const problem =
        problemOfName(name, textOf(measurement.unit) ?? "none") ??
        (builtin === undefined
          ? this.#problemOfCustom(name, custom++)
          : problemOfBuiltin(name, measurement, builtin));
      if (problem === undefined) continue;
      if (builtin === undefined && problem !== "" && problem.startsWith("Metric name")) custom -= 1;
      measurements[name] = undefined;
      if (problem === "") continue;
      removed[name] = measurement;
      document.metaAt(["measurements"]).addError("invalid_data", { reason: problem });
    }
    if (Object.keys(removed).length > 0) document.metaAt(["measurements"]).setOriginalValue(removed);
  }

  #problemOfCustom(name: string, before: number): string | undefined {
    return before < this.#maxCustom ? undefined : `Too many measurements: ${name}`;
  }
}

function readBuiltin(json: JsonValue, builtins: Map<string, Builtin>): void {
  if (!isJsonObject(json) || typeof json.name !== "string" || builtins.has(json.name)) return;
  builtins.set(json.name, { unit: textOf(json.unit) ?? "none", allowsNegative: json.allowNegative === true });
}

function problemOfName(name: string, unit: string): string | undefined {
  if (!METRIC_NAME.test(name)) return `Metric name contains invalid characters: "${name}"`;
  const max = MAX_NAME_CHARS - NAME_AROUND - unit.length;
  return name.length > max ? `Metric name too long ${name.length}/${max}: "${name}"` : undefined;
}

/** Empty: there is nothing to say about it. */
function problemOfBuiltin(name: string, measurement: JsonObject, builtin: Builtin): string | undefined {
  const value = numberOf(measurement.value) ?? 0;
  if (value < 0 && !builtin.allowsNegative)
    return `Negative value for measurement ${name} not allowed: ${value}`;
  return textOf(measurement.unit) === builtin.unit ? undefined : "";
}
