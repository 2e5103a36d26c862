import { type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import { contextOf, isMissing, listOf, objectOf, objectsIn, someText, textOf } from "../access.ts";
import type { AiModel } from "./ai-models.ts";
import { durationMsOf, measured } from "./measurements.ts";

const AI_OP = /^(?:gen_)?ai\./;
const TOKENS = "gen_ai.usage.";
/** What older SDKs sent as measurements. */
const MEASURED: readonly (readonly [measurement: string, attribute: string])[] = [
  ["ai_total_tokens_used", `${TOKENS}total_tokens`],
  ["ai_prompt_tokens_used", `${TOKENS}input_tokens`],
  ["ai_completion_tokens_used", `${TOKENS}output_tokens`],
];
const DEFAULTS: readonly (readonly [attribute: string, instead: string])[] = [
  ["gen_ai.response.model", "gen_ai.request.model"],
  ["gen_ai.agent.name", "gen_ai.function_id"],
];

/** What an operation is, the first that fits by its whole name or its beginning. */
const KINDS = [
  ["ai_client", "", "ai.streamText.doStream ai.generateText.doGenerate ai.generateObject.doGenerate"],
  [
    "agent",
    "ai.run.generateText ai.run.generateObject gen_ai.invoke_agent gen_ai.create_agent invoke_agent create_agent ai.pipeline.generate_text ai.pipeline.generate_object ai.pipeline.stream_text ai.pipeline.stream_object",
    "ai.streamText ai.generateText ai.generateObject",
  ],
  ["tool", "gen_ai.execute_tool execute_tool", "ai.toolCall"],
  ["handoff", "gen_ai.handoff handoff", ""],
  [
    "memory",
    "gen_ai.memory.client create_memory delete_memory create_memory_store delete_memory_store search_memory update_memory upsert_memory",
    "",
  ],
  ["other", "ai.processor processor_run", ""],
].map(([kind, names, prefixes]) => ({
  kind: kind as string,
  names: new Set(words(names)),
  prefixes: words(prefixes),
}));

function words(text = ""): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

/** A transaction and its spans tell what follows from the tokens that AI took. */
export function enrichAi(root: JsonObject, modelOf: (model: string) => AiModel | undefined): void {
  const trace = contextOf(root, "trace");
  if (trace !== undefined) enrich(trace, durationMsOf(root), undefined, modelOf);
  for (const [, span] of objectsIn(listOf(root.spans)))
    enrich(span, durationMsOf(span), objectOf(span.measurements), modelOf);
}

function enrich(
  span: JsonObject,
  durationMs: number,
  measurements: JsonObject | undefined,
  modelOf: (model: string) => AiModel | undefined,
): void {
  const said = objectOf(span.data);
  const name = textOf(said?.["gen_ai.operation.name"]);
  const op = textOf(span.op) ?? "";
  if (name === undefined && !AI_OP.test(op)) return;
  const data = said ?? {};
  span.data = data;
  if (measurements !== undefined) {
    for (const [measurement, attribute] of MEASURED) {
      const value = measured(measurements, measurement);
      if (value !== undefined) setMissing(data, attribute, value);
    }
  }
  countTokens(data);
  for (const [attribute, instead] of DEFAULTS)
    if (!isMissing(data[instead])) setMissing(data, attribute, data[instead] as string);
  setMissing(data, "gen_ai.operation.type", kindOf(someText(name) ?? op));
  const output = tokens(data, "output_tokens");
  if (output !== undefined && durationMs > 0)
    setMissing(data, "gen_ai.response.tokens_per_second", (output * 1000) / durationMs);
  const model = modelOf(textOf(data["gen_ai.response.model"]) ?? "");
  if (model !== undefined) applyModel(data, model);
}

function countTokens(data: JsonObject): void {
  const input = tokens(data, "input_tokens");
  const output = tokens(data, "output_tokens");
  if (input !== undefined || output !== undefined)
    setMissing(data, `${TOKENS}total_tokens`, (input ?? 0) + (output ?? 0));
}

function applyModel(data: JsonObject, model: AiModel): void {
  const total = tokens(data, "total_tokens");
  const { contextSize } = model;
  if (contextSize !== undefined && contextSize > 0) {
    data["gen_ai.context.window_size"] = contextSize;
    if (total !== undefined) data["gen_ai.context.utilization"] = total / contextSize;
  }
  const input = tokens(data, "input_tokens");
  const output = tokens(data, "output_tokens");
  const isPriced = numberOf(data["gen_ai.cost.total_tokens"]) !== undefined;
  if (model.hasCosts && !isPriced && (input !== undefined || output !== undefined))
    setCosts(data, model, input ?? 0, output ?? 0);
}

function setCosts(data: JsonObject, model: AiModel, input: number, output: number): void {
  const cached = tokens(data, "cache_read.input_tokens") ?? 0;
  const written = tokens(data, "cache_creation.input_tokens") ?? 0;
  const reasoning = tokens(data, "reasoning.output_tokens") ?? 0;
  const { outputReasoningPerToken, outputPerToken } = model;
  const cacheRead = cached * model.inputCachedPerToken;
  const cacheCreation = written * model.inputCacheWritePerToken;
  const inputCost = (input - cached - written) * model.inputPerToken + cacheRead + cacheCreation;
  const reasoningCost = reasoning * (outputReasoningPerToken > 0 ? outputReasoningPerToken : outputPerToken);
  const outputCost = (output - reasoning) * outputPerToken + reasoningCost;
  const costs = {
    total_tokens: inputCost + outputCost,
    input_tokens: inputCost,
    output_tokens: outputCost,
    "cache_read.input_tokens": cacheRead,
    "cache_creation.input_tokens": cacheCreation,
    "reasoning.output_tokens": reasoningCost,
  };
  for (const [name, cost] of Object.entries(costs)) data[`gen_ai.cost.${name}`] = cost;
}

function tokens(data: JsonObject, name: string): number | undefined {
  return numberOf(data[TOKENS + name]);
}

function setMissing(data: JsonObject, name: string, value: string | number): void {
  if (isMissing(data[name])) data[name] = value;
}

function kindOf(operation: string): string {
  const found = KINDS.find(
    ({ names, prefixes }) => names.has(operation) || prefixes.some((prefix) => operation.startsWith(prefix)),
  );
  return found?.kind ?? "ai_client";
}
