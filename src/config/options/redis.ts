import * as v from "valibot";
import { textSchema } from "./kinds.ts";
import { expectedSecret, optionOf } from "./option.ts";

export interface RedisPool {
  /** URLs; one unless it is a cluster. */
  readonly servers: readonly string[];
  readonly cluster: boolean;
  /** `null` leaves it to the client. */
  readonly maxConnections: number | null;
  readonly idleTimeoutMs: number;
  readonly createTimeoutMs: number | null;
  readonly recycleTimeoutMs: number | null;
  readonly waitTimeoutMs: number | null;
  readonly responseTimeoutMs: number | null;
}

/** The same pool twice unless they are configured apart. */
export interface RedisConfig {
  readonly projectConfigs: RedisPool;
  readonly quotas: RedisPool;
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const inSeconds = v.pipe(
  whole,
  v.transform((amount) => amount * 1000),
);
const options = {
  max_connections: v.optional(v.nullable(whole), null),
  idle_timeout: v.optional(inSeconds, 60),
  create_timeout: v.optional(v.nullable(inSeconds), 3),
  recycle_timeout: v.optional(v.nullable(inSeconds), 2),
  wait_timeout: v.optional(v.nullable(inSeconds), null),
  response_timeout: v.optional(v.nullable(inSeconds), 30),
};
const OPTION_KEYS = Object.keys(options);
const DEFAULTS: Readonly<Record<string, unknown>> = {
  idle_timeout: 60,
  create_timeout: 3,
  recycle_timeout: 2,
  response_timeout: 30,
};

const poolSchema: v.GenericSchema<unknown, RedisPool> = v.union([
  v.pipe(
    v.string(),
    v.transform((url) => ({ server: url })),
    v.object({ server: v.string(), ...options }),
    v.transform((raw) => pool([raw.server], false, raw)),
  ),
  v.pipe(
    v.object({ cluster_nodes: v.array(textSchema), ...options }),
    v.transform((raw) => pool(raw.cluster_nodes, true, raw)),
  ),
  v.pipe(
    v.object({ server: textSchema, ...options }),
    v.transform((raw) => pool([raw.server], false, raw)),
  ),
]) as v.GenericSchema<unknown, RedisPool>;

interface RawOptions {
  readonly max_connections: number | null;
  readonly idle_timeout: number;
  readonly create_timeout: number | null;
  readonly recycle_timeout: number | null;
  readonly wait_timeout: number | null;
  readonly response_timeout: number | null;
}

function pool(servers: readonly string[], cluster: boolean, raw: RawOptions): RedisPool {
  return {
    servers,
    cluster,
    maxConnections: raw.max_connections,
    idleTimeoutMs: raw.idle_timeout,
    createTimeoutMs: raw.create_timeout,
    recycleTimeoutMs: raw.recycle_timeout,
    waitTimeoutMs: raw.wait_timeout,
    responseTimeoutMs: raw.response_timeout,
  };
}

const NAME = "a URL, `{server, …}`, `{cluster_nodes, …}`, or `{project_configs, quotas}` of these";

/** URLs may hold passwords, so no error quotes the value. */
export const redis = optionOf<RedisConfig>({
  name: NAME,
  secret: true,
  schema: v.union(
    [
      v.pipe(
        poolSchema,
        v.transform((both): RedisConfig => ({ projectConfigs: both, quotas: both })),
      ),
      v.pipe(
        v.object({ project_configs: poolSchema, quotas: poolSchema }),
        v.transform((raw): RedisConfig => ({ projectConfigs: raw.project_configs, quotas: raw.quotas })),
      ),
    ],
    expectedSecret(NAME),
  ),
  show: showRedis,
});

function showRedis(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const given = raw as Readonly<Record<string, unknown>>;
  if (!("server" in given) && !("cluster_nodes" in given)) {
    return { project_configs: showRedis(given.project_configs), quotas: showRedis(given.quotas) };
  }
  const key = "cluster_nodes" in given ? "cluster_nodes" : "server";
  const shown: Record<string, unknown> = { [key]: given[key] };
  for (const option of OPTION_KEYS) {
    const value = given[option] ?? DEFAULTS[option];
    if (value !== undefined && value !== null) shown[option] = value;
  }
  return shown;
}
