import * as v from "valibot";
import { type AggregatorConfig, aggregator } from "../sections/aggregator.ts";
import { showSection } from "../show/effective.ts";
import { textSchema } from "./kinds.ts";
import { expected, optionOf } from "./option.ts";

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

/** Deeper conditions are refused: a file is checked without recursion that it could exhaust. */
const MAX_DEPTH = 16;
const words = expected(
  "`{op: eq, field: namespace, value: …}`, `{op: and|or, inner: […]}` or `{op: not, inner: …}`",
);

function conditionSchema(depth: number): v.GenericSchema<unknown, AggregatorCondition> {
  const inner = v.lazy(() =>
    depth < MAX_DEPTH ? conditionSchema(depth + 1) : v.never(`nested deeper than ${MAX_DEPTH}`),
  );
  const schema = v.variant(
    "op",
    [
      v.object({ op: v.literal("eq"), field: v.literal("namespace", words), value: v.string(words) }),
      v.object({ op: v.picklist(["and", "or"]), inner: v.array(inner, words) }),
      v.object({ op: v.literal("not"), inner }),
    ],
    words,
  );
  return schema as unknown as v.GenericSchema<unknown, AggregatorCondition>;
}

const itemSchema = v.object(
  {
    name: textSchema,
    condition: conditionSchema(0),
    config: v.nonOptional(aggregator.schema, "missing field `config`"),
  },
  expected("`{name, condition, config}`"),
);

export const secondaryAggregators = optionOf<readonly SecondaryAggregator[]>({
  name: "a list of `{name, condition, config}`",
  schema: v.array(itemSchema, expected("a list")),
  show: (raw) =>
    (raw as readonly { name: unknown; condition: unknown; config: unknown }[]).map((item) => ({
      name: String(item.name),
      condition: item.condition,
      config: showSection(aggregator, item.config),
    })),
});
