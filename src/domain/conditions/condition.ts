import { err, ok, type Result } from "../../kernel/base/result.ts";
import { parseRelease, parseVersion, type Release } from "./release.ts";

type Json = unknown;

const COMPARISONS = ["gt", "gte", "lt", "lte"] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type ReleaseComparison = Comparison | "eq";

/** A condition of a rule, as projects write them: what must hold for the rule to apply. */
export type Condition =
  | { readonly op: "eq"; readonly name: string; readonly value: Json; readonly ignoreCase: boolean }
  | { readonly op: Comparison; readonly name: string; readonly value: Json }
  | { readonly op: "glob"; readonly name: string; readonly patterns: readonly string[] }
  | { readonly op: "cidr"; readonly name: string; readonly nets: readonly string[] }
  | {
      readonly op: "release";
      readonly name: string;
      readonly comparison: ReleaseComparison;
      readonly release: Release;
    }
  | { readonly op: "and" | "or"; readonly inner: readonly Condition[] }
  | { readonly op: "not"; readonly inner: Condition }
  | { readonly op: "any" | "all"; readonly name: string; readonly inner: Condition }
  /** Of a newer version than ours. It never holds. */
  | { readonly op: "unsupported" };

/** Conditions are nested by people; a config that nests them deeper is an attack. */
const MAX_DEPTH = 100;
const UNSUPPORTED: Condition = { op: "unsupported" };

/** Thrown inside this file only. */
class ConditionError extends Error {}

/** @returns what is wrong with it; what is only unknown to this version is `unsupported` */
export function parseCondition(json: Json): Result<Condition, string> {
  try {
    return ok(readCondition(json, 0));
  } catch (error) {
    if (error instanceof ConditionError) return err(error.message);
    throw error;
  }
}

/** Whether this version knows all parts of it. */
export function isSupported(condition: Condition): boolean {
  switch (condition.op) {
    case "unsupported":
      return false;
    case "and":
    case "or":
      return condition.inner.every(isSupported);
    case "not":
    case "any":
    case "all":
      return isSupported(condition.inner);
    default:
      return true;
  }
}

function readCondition(json: Json, depth: number): Condition {
  if (typeof json !== "object" || json === null) throw new ConditionError("a condition is no object");
  if (depth > MAX_DEPTH) throw new ConditionError("conditions are nested too deeply");
  const { op, options, ...fields } = json as Readonly<Record<string, Json>>;
  if (typeof op !== "string") throw new ConditionError("missing field `op`");
  switch (op) {
    case "eq":
      return {
        op,
        name: text(fields, "name"),
        value: present(fields, "value"),
        ignoreCase: ignoresCase(options),
      };
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return { op, name: text(fields, "name"), value: present(fields, "value") };
    case "glob":
      return { op, name: text(fields, "name"), patterns: texts(fields, "value") };
    case "cidr":
      return { op, name: text(fields, "name"), nets: texts(fields, "value") };
    case "release":
      return readRelease(text(fields, "name"), text(fields, "comparator"), text(fields, "value"));
    case "and":
    case "or":
      return { op, inner: list(fields, "inner").map((inner) => readCondition(inner, depth + 1)) };
    case "not":
      return { op, inner: readCondition(present(fields, "inner"), depth + 1) };
    case "any":
    case "all":
      return { op, name: text(fields, "name"), inner: readCondition(present(fields, "inner"), depth + 1) };
    default:
      return UNSUPPORTED;
  }
}

function readRelease(name: string, comparator: string, value: string): Condition {
  const comparison = [...COMPARISONS, "eq" as const].find((known) => known === comparator);
  const release: Release | undefined = value.includes("@")
    ? parseRelease(value)
    : { package: undefined, version: parseVersion(value), buildHash: undefined };
  if (comparison === undefined || release?.version === undefined) return UNSUPPORTED;
  return { op: "release", name, comparison, release };
}

type Fields = Readonly<Record<string, Json>>;

function present(fields: Fields, name: string): Json {
  if (!(name in fields)) throw new ConditionError(`missing field \`${name}\``);
  return fields[name];
}

function text(fields: Fields, name: string): string {
  const value = present(fields, name);
  if (typeof value === "string") return value;
  throw new ConditionError(`${name} of a condition is no string`);
}

function list(fields: Fields, name: string): readonly Json[] {
  const value = present(fields, name);
  if (Array.isArray(value)) return value;
  throw new ConditionError(`${name} of a condition is no list`);
}

function texts(fields: Fields, name: string): readonly string[] {
  const values = list(fields, name);
  if (values.every((value) => typeof value === "string")) return values;
  throw new ConditionError(`${name} of a condition holds something that is no string`);
}

function ignoresCase(options: Json): boolean {
  if (options === undefined) return false;
  if (typeof options !== "object" || options === null) throw new ConditionError("options are no object");
  const { ignoreCase = false } = options as Fields;
  if (typeof ignoreCase === "boolean") return ignoreCase;
  throw new ConditionError("ignoreCase is neither true nor false");
}
