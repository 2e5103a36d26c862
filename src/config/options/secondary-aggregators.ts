import { type AggregatorConfig, aggregator } from "../sections/aggregator.ts";
import { showSection } from "../show/effective.ts";
import { type JsonSchema, optionOf } from "./option.ts";
import { isMapping, listOf, type Read, readText, refuse, shape } from "./read.ts";

/** Chooses the buckets of a secondary aggregator by their namespace. */
export type AggregatorCondition =
  | { readonly op: "eq"; readonly field: "namespace"; readonly value: string }
  | { readonly op: "and" | "or"; readonly inner: readonly AggregatorCondition[] }
  | { readonly op: "not"; readonly inner: AggregatorCondition };

export interface SecondaryAggregator {
  readonly name: string;
  readonly condition: AggregatorCondition;
  readonly config: AggregatorConfig;
}

/** Deeper conditions are refused: no file makes us recurse without end. */
const MAX_DEPTH = 16;
const CONDITION =
  "`{op: eq, field: namespace, value: …}`, `{op: and|or, inner: […]}` or `{op: not, inner: …}`, nested 16 deep at most";

function conditionAt(depth: number): Read<AggregatorCondition> {
  return (raw, reading) => {
    if (!isMapping(raw) || depth > MAX_DEPTH) return refuse(reading, raw, CONDITION);
    const { op, inner } = raw;
    if (op === "eq" && raw.field === "namespace" && typeof raw.value === "string") {
      return { op, field: "namespace", value: raw.value };
    }
    if (op === "not") return { op, inner: reading.inside("inner", inner, conditionAt(depth + 1)) };
    if ((op === "and" || op === "or") && Array.isArray(inner)) {
      return { op, inner: reading.inside("inner", inner, listOf(conditionAt(depth + 1), "a list")) };
    }
    return refuse(reading, raw, CONDITION);
  };
}

const ITEM = "`{name, condition, config}`";
const readItem = shape({ name: readText, condition: conditionAt(0), config: aggregator.read }, ITEM);
const ITEM_JSON: JsonSchema = {
  type: "object",
  properties: { name: { type: "string" }, condition: { type: "object" }, config: { type: "object" } },
  required: ["name", "condition", "config"],
};

export const secondaryAggregators = optionOf<readonly SecondaryAggregator[]>({
  name: `a list of ${ITEM}`,
  read: listOf(readItem, `a list of ${ITEM}`),
  json: { type: "array", items: ITEM_JSON },
  show: (raw) =>
    (raw as readonly { name: unknown; condition: unknown; config: unknown }[]).map((item) => ({
      name: String(item.name),
      condition: item.condition,
      config: showSection(aggregator, item.config),
    })),
});
