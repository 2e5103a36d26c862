import * as v from "valibot";
import { textSchema } from "./kinds.ts";
import { expected, optionOf } from "./option.ts";

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

const paramsSchema = v.array(
  v.object({ name: textSchema, value: textSchema }, expected("`{name, value}`")),
  expected("a list of `{name, value}`"),
);
export const kafkaParams = optionOf<readonly KafkaParam[]>({
  name: "a list of `{name, value}`",
  schema: paramsSchema,
  show: showParams,
});

export const kafkaParamSets = optionOf<Readonly<Record<string, readonly KafkaParam[]>>>({
  name: "a mapping of names to lists of `{name, value}`",
  schema: v.record(v.string(), paramsSchema, expected("a mapping")),
  show: (raw) =>
    Object.fromEntries(
      Object.entries(raw as Record<string, unknown>).map(([name, list]) => [name, showParams(list)]),
    ),
});

const whole = v.pipe(
  v.number(expected("a whole number")),
  v.integer(expected("a whole number")),
  v.minValue(0, expected("a whole number")),
);
const shardSchema = v.union(
  [
    v.pipe(
      v.string(),
      v.transform((name): TopicShard => ({ name })),
    ),
    v.pipe(
      v.object({
        name: textSchema,
        config: v.nullish(textSchema),
        key_rate_limit: v.nullish(v.object({ limit_per_window: whole, window_secs: whole })),
      }),
      v.transform(
        ({ name, config, key_rate_limit: limit }): TopicShard => ({
          name,
          ...(config == null ? {} : { config }),
          ...(limit == null
            ? {}
            : {
                keyRateLimit: { limitPerWindow: limit.limit_per_window, windowMs: limit.window_secs * 1000 },
              }),
        }),
      ),
    ),
  ],
  expected("a topic: a name or `{name, config, key_rate_limit}`"),
);

/** The shards of a topic, at least one; their order matters. */
export const topicAssignment = optionOf<readonly TopicShard[]>({
  name: "a topic, or a list of topics",
  schema: v.pipe(
    v.union(
      [
        v.pipe(
          shardSchema,
          v.transform((shard) => [shard]),
        ),
        v.array(shardSchema),
      ],
      expected("a name, `{name, config, key_rate_limit}` or a list of either"),
    ),
    v.minLength(1, "topic assignment must have at least one shard"),
  ),
  show: showAssignment,
});

function showParams(raw: unknown): unknown {
  const list = raw as readonly { name: unknown; value: unknown }[];
  return list.map(({ name, value }) => ({ name: String(name), value: String(value) }));
}

function showAssignment(raw: unknown): unknown {
  const shards = Array.isArray(raw) ? raw : [raw];
  return shards.map((shard) => (typeof shard === "string" ? { name: shard } : withoutNulls(shard)));
}

function withoutNulls(shard: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    ["name", "config", "key_rate_limit"].filter((key) => shard[key] != null).map((key) => [key, shard[key]]),
  );
}
