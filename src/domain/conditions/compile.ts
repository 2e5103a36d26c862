import { PatternList } from "../pattern/pattern.ts";
import { IpNets } from "../protocol/ip-net.ts";
import { compareText, foldCase } from "./compare.ts";
import type { Comparison, Condition, ReleaseComparison } from "./condition.ts";
import { type Fields, type FieldValue, HexId, IpAddress, type ReadField } from "./field.ts";
import { compareVersions, parseRelease, type Release } from "./release.ts";

/** A condition that is ready to be asked of subjects of one kind. Never throws. */
export type Check<S> = (subject: S) => boolean;

/** Makes a condition askable: paths are looked up and patterns compiled once, not per subject. */
export function compileCondition<S>(condition: Condition, fields: Fields<S>): Check<S> {
  switch (condition.op) {
    case "and": {
      const inner = condition.inner.map((each) => compileCondition(each, fields));
      return (subject) => inner.every((check) => check(subject));
    }
    case "or": {
      const inner = condition.inner.map((each) => compileCondition(each, fields));
      return (subject) => inner.some((check) => check(subject));
    }
    case "not": {
      const inner = compileCondition(condition.inner, fields);
      return (subject) => !inner(subject);
    }
    case "any":
    case "all":
      return compileList(condition, fields);
    case "unsupported":
      return () => false;
    default: {
      const read: ReadField<S> = fields.field(condition.name) ?? (() => undefined);
      const holds = compileLeaf(condition);
      return (subject) => holds(read(subject));
    }
  }
}

type ListCondition = Extract<Condition, { readonly op: "any" | "all" }>;

/** Of what is no list nothing holds, not even "all". */
function compileList<S>({ op, name, inner }: ListCondition, fields: Fields<S>): Check<S> {
  const list = fields.list?.(name);
  if (list === undefined) return () => false;
  const check = compileCondition(inner, list.fields);
  return (subject) => {
    const items = list.items(subject);
    if (items === undefined) return false;
    return op === "any" ? items.some(check) : items.every(check);
  };
}

type Leaf = Extract<Condition, { readonly op: "eq" | "glob" | "cidr" | "release" | Comparison }>;
type Holds = (value: FieldValue | undefined) => boolean;

function compileLeaf(condition: Leaf): Holds {
  switch (condition.op) {
    case "eq":
      return equals(condition.value, condition.ignoreCase);
    case "glob": {
      const patterns = new PatternList(condition.patterns);
      return (value) => typeof value === "string" && patterns.matches(value);
    }
    case "cidr": {
      const nets = new IpNets(condition.nets);
      return (value) => nets.contains(value instanceof IpAddress ? value.text : String(value));
    }
    case "release":
      return comparesRelease(condition.comparison, condition.release);
    default:
      return compares(condition.op, condition.value);
  }
}

/** Numbers are equal to nothing, as in the reference. */
function equals(expected: unknown, ignoreCase: boolean): Holds {
  const fold = ignoreCase ? foldCase : (text: string) => text;
  if (expected === null) return (value) => value === undefined;
  if (typeof expected === "boolean") return (value) => value === expected;
  if (Array.isArray(expected)) {
    const texts = new Set(expected.filter((each) => typeof each === "string").map(fold));
    return (value) => typeof value === "string" && texts.has(fold(value));
  }
  if (typeof expected !== "string") return () => false;
  const [text, lower, ip] = [fold(expected), expected.toLowerCase(), IpAddress.parse(expected)?.text];
  return (value) => {
    if (typeof value === "string") return fold(value) === text;
    if (value instanceof HexId) return value.hex === lower;
    return value instanceof IpAddress && value.text === ip;
  };
}

function compares(op: Comparison, expected: unknown): Holds {
  const holds = ordering(op);
  if (typeof expected === "number")
    return (value) =>
      (typeof value === "number" || typeof value === "bigint") &&
      holds(value < expected ? -1 : value > expected ? 1 : 0);
  if (typeof expected !== "string") return () => false;
  return (value) => typeof value === "string" && holds(compareText(value, expected));
}

function comparesRelease(comparison: ReleaseComparison, expected: Release): Holds {
  const holds = ordering(comparison);
  return (value) => {
    const release = typeof value === "string" ? parseRelease(value) : undefined;
    if (release?.version === undefined || expected.version === undefined) return false;
    if (expected.package !== undefined && expected.package !== release.package) return false;
    return holds(compareVersions(release.version, expected.version));
  };
}

/** Whether "less", "equal" or "greater" is what was asked for. */
function ordering(op: ReleaseComparison): (order: number) => boolean {
  switch (op) {
    case "eq":
      return (order) => order === 0;
    case "gt":
      return (order) => order > 0;
    case "gte":
      return (order) => order >= 0;
    case "lt":
      return (order) => order < 0;
    case "lte":
      return (order) => order <= 0;
  }
}
