import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import { field, struct } from "./basic.ts";
import type { Attributes, Field } from "./format.ts";
import { FINITE_FLOAT, scalar } from "./scalars.ts";

const NAME = /^[a-zA-Z][a-zA-Z0-9_.]*$/;
const OWN_UNIT = /^[A-Za-z0-9_]{1,15}$/;
const UNITS = new Set(
  "nanosecond microsecond millisecond second minute hour day week bit byte kilobyte kibibyte megabyte mebibyte gigabyte gibibyte terabyte tebibyte petabyte pebibyte exabyte exbibyte ratio percent none".split(
    " ",
  ),
);
const SHORT_UNITS: ReadonlyMap<string, string> = new Map([
  ["ns", "nanosecond"],
  ["ms", "millisecond"],
  ["s", "second"],
  ["", "none"],
]);

/** A known unit, or one of the sender's own when it is short. */
export const METRIC_UNIT = scalar((value, at) => {
  if (typeof value !== "string") return at.reject("expected a string", value);
  const short = SHORT_UNITS.get(value);
  if (short !== undefined) return short;
  const unit = value.toLowerCase();
  if (UNITS.has(unit)) return unit;
  return OWN_UNIT.test(value) ? unit : at.reject(undefined, value);
});

const MEASUREMENT = struct(
  "measurement",
  { value: field(FINITE_FLOAT, { required: true, write: "never" }), unit: field(METRIC_UNIT) },
  { other: "drop", read: withValue },
);

/** A value is always written. */
function withValue(measurement: JsonValue): JsonValue {
  if (isJsonObject(measurement)) measurement.value ??= null;
  return measurement;
}

export function measurements(attributes: Attributes = {}): Field {
  return {
    type: {
      kind: "map",
      item: field(MEASUREMENT, { write: "never" }),
      read: readMeasurements,
      listsTwice: true,
    },
    ...attributes,
  };
}

/** Names lose their case; what is no name goes, with a word on the map. */
function readMeasurements(value: JsonValue, at: Cursor): JsonValue {
  return renamedMembers(value, at, (name) => name.trim().toLowerCase(), "measurement");
}

export const BREAKDOWNS: Field = {
  type: {
    kind: "map",
    listsTwice: true,
    item: { ...measurements(), write: "never" },
    read: (value, at) => renamedMembers(value, at, (name) => name.trim(), "breakdown"),
  },
  write: "empty",
};

function renamedMembers(
  value: JsonValue,
  at: Cursor,
  properName: (name: string) => string,
  kind: "measurement" | "breakdown",
): JsonValue {
  if (!isJsonObject(value)) return at.reject("expected an object", value);
  const keys = Object.keys(value);
  if (keys.every((key) => NAME.test(key) && properName(key) === key)) return value;
  const result: JsonObject = {};
  for (const key of keys.sort()) {
    const name = key.trim();
    if (NAME.test(name)) setMember(result, properName(key), value[key]);
    else at.meta().addError("invalid_data", { reason: badName(kind, name) });
  }
  return result;
}

function badName(kind: string, name: string): string {
  if (name === "" && kind === "measurement") return `${kind} name '' cannot be empty`;
  return `${kind} name '${name}' can contain only characters a-z0-9._`;
}
