import type { JsonObject, JsonValue } from "../../../kernel/base/json/value.ts";
import { compileCondition } from "../../conditions/compile.ts";
import { parseCondition } from "../../conditions/condition.ts";
import { listOf, objectOf, textOf } from "../access.ts";
import { SPAN_FIELDS } from "./span-fields.ts";

/** Rules for what spans do that do not say it: the first that holds tells. */
export function readSpanOps(config: JsonValue | undefined): (span: JsonObject) => string | undefined {
  const rules = (listOf(objectOf(config)?.rules ?? config) ?? []).flatMap((rule) => {
    const { condition, value } = objectOf(rule) ?? {};
    const parsed = parseCondition((condition ?? null) as never);
    const op = textOf(value);
    return parsed.ok && op !== undefined ? [{ holds: compileCondition(parsed.value, SPAN_FIELDS), op }] : [];
  });
  return (span) => rules.find(({ holds }) => holds(span))?.op;
}
