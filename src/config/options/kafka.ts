import { type JsonSchema, optionOf } from "./option.ts";
import {
  isMapping,
  listOf,
  optional,
  type Read,
  readText,
  recordOf,
  refuse,
  shape,
  wholeBetween,
} from "./read.ts";

/** One setting of librdkafka. */
export interface KafkaParam {
  readonly name: string;
  readonly value: string;
}

/** One shard of a topic. */
export interface TopicShard {
  readonly name: string;
  /** Name of a secondary Kafka config; the primary one when absent. */
  readonly config?: string;
  readonly keyRateLimit?: { readonly limitPerWindow: number; readonly windowMs: number };
}

const PARAM = "`{name, value}`";
const readParams: Read<readonly KafkaParam[]> = listOf(
  shape({ name: readText, value: readText }, PARAM),
  `a list of ${PARAM}`,
);
const TEXT_JSON: JsonSchema = { type: ["string", "number", "boolean"] };
const PARAMS_JSON: JsonSchema = {
  type: "array",
  items: { type: "object", properties: { name: TEXT_JSON, value: TEXT_JSON }, required: ["name", "value"] },
};

export const kafkaParams = optionOf<readonly KafkaParam[]>({
  name: `a list of ${PARAM}`,
  read: readParams,
  json: PARAMS_JSON,
  show: showParams,
});

export const kafkaParamSets = optionOf<Readonly<Record<string, readonly KafkaParam[]>>>({
  name: `a mapping of names to lists of ${PARAM}`,
  read: recordOf(readParams, `a mapping of names to lists of ${PARAM}`),
  json: { type: "object", additionalProperties: PARAMS_JSON },
  show: (raw) =>
    Object.fromEntries(
      Object.entries(raw as Record<string, unknown>).map(([name, list]) => [name, showParams(list)]),
    ),
});

const count = wholeBetween(0, Number.MAX_SAFE_INTEGER, "a whole number");
const LIMIT = "`{limit_per_window, window_secs}`";
const readLimit = shape({ limit_per_window: count, window_secs: count }, LIMIT);
const SHARD = "a name or `{name, config, key_rate_limit}`";
const readShardMapping = shape(
  { name: readText, config: optional(readText, null, true), key_rate_limit: optional(readLimit, null, true) },
  SHARD,
);

const readShard: Read<TopicShard> = (raw, reading) => {
  if (typeof raw === "string") return { name: raw };
  if (!isMapping(raw)) return refuse(reading, raw, SHARD);
  const { name, config, key_rate_limit: limit } = readShardMapping(raw, reading);
  return {
    name,
    ...(config === null ? {} : { config }),
    ...(limit == null
      ? {}
      : { keyRateLimit: { limitPerWindow: limit.limit_per_window, windowMs: limit.window_secs * 1000 } }),
  };
};

const SHARD_JSON: JsonSchema = {
  type: ["string", "object"],
  properties: {
    name: TEXT_JSON,
    config: { type: ["string", "null"] },
    key_rate_limit: {
      type: ["object", "null"],
      properties: { limit_per_window: { type: "integer" }, window_secs: { type: "integer" } },
    },
  },
  required: ["name"],
};

/** The shards of a topic, at least one; their order matters. */
export const topicAssignment = optionOf<readonly TopicShard[]>({
  name: "a topic, or a list of topics",
  read: (raw, reading) => {
    if (!Array.isArray(raw)) return [readShard(raw, reading)];
    if (raw.length === 0) reading.complain("topic assignment must have at least one shard");
    return raw.map((item, index) => reading.inside(index, item, readShard));
  },
  json: { anyOf: [SHARD_JSON, { type: "array", items: SHARD_JSON, minItems: 1 }] },
  show: (raw) => {
    const shards = Array.isArray(raw) ? raw : [raw];
    return shards.map((shard) => (typeof shard === "string" ? { name: shard } : withoutNulls(shard)));
  },
});

function showParams(raw: unknown): unknown {
  const list = raw as readonly { name: unknown; value: unknown }[];
  return list.map(({ name, value }) => ({ name: String(name), value: String(value) }));
}

function withoutNulls(shard: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    ["name", "config", "key_rate_limit"].filter((key) => shard[key] != null).map((key) => [key, shard[key]]),
  );
}
