import { type JsonSchema, optionOf } from "./option.ts";
import {
  isMapping,
  listOf,
  optional,
  type Read,
  type Reading,
  readText,
  refuse,
  shape,
  wholeBetween,
} from "./read.ts";

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

/** What an absent option means, as the file would write it. */
const DEFAULTS = {
  max_connections: null,
  idle_timeout: 60,
  create_timeout: 3,
  recycle_timeout: 2,
  wait_timeout: null,
  response_timeout: 30,
} as const;

const NAME = "a URL, `{server, …}`, `{cluster_nodes, …}`, or `{project_configs, quotas}` of these";
const count = wholeBetween(0, Number.MAX_SAFE_INTEGER, "a whole number");
const inSeconds = wholeBetween(0, 0xffff_ffff, "whole seconds", 1000);
const orNull = (read: Read<number>, fallback: number | null): Read<number | null> =>
  optional<number | null>(read, fallback, true);

const readOptions = shape(
  {
    max_connections: orNull(count, DEFAULTS.max_connections),
    idle_timeout: optional(inSeconds, DEFAULTS.idle_timeout),
    create_timeout: orNull(inSeconds, DEFAULTS.create_timeout),
    recycle_timeout: orNull(inSeconds, DEFAULTS.recycle_timeout),
    wait_timeout: orNull(inSeconds, DEFAULTS.wait_timeout),
    response_timeout: orNull(inSeconds, DEFAULTS.response_timeout),
  },
  NAME,
);
const readNodes = listOf(readText, "a list of URLs");

const readPool: Read<RedisPool> = (raw, reading) => {
  if (typeof raw === "string") return poolOf([raw], false, {}, reading);
  if (!isMapping(raw)) return refuse(reading, raw, NAME, true);
  if ("cluster_nodes" in raw)
    return poolOf(reading.inside("cluster_nodes", raw.cluster_nodes, readNodes), true, raw, reading);
  if ("server" in raw) return poolOf([reading.inside("server", raw.server, readText)], false, raw, reading);
  return refuse(reading, raw, NAME, true);
};

function poolOf(servers: readonly string[], cluster: boolean, raw: unknown, reading: Reading): RedisPool {
  const options = readOptions(raw, reading);
  return {
    servers,
    cluster,
    maxConnections: options.max_connections,
    idleTimeoutMs: options.idle_timeout,
    createTimeoutMs: options.create_timeout,
    recycleTimeoutMs: options.recycle_timeout,
    waitTimeoutMs: options.wait_timeout,
    responseTimeoutMs: options.response_timeout,
  };
}

const POOL_JSON: JsonSchema = {
  type: ["string", "object"],
  properties: {
    server: { type: "string" },
    cluster_nodes: { type: "array", items: { type: "string" } },
    ...Object.fromEntries(
      Object.keys(DEFAULTS).map((key) => [key, { type: ["integer", "null"], minimum: 0 }]),
    ),
  },
};

/** URLs may hold passwords, so no error quotes the value. */
export const redis = optionOf<RedisConfig>({
  name: NAME,
  read: (raw, reading) => {
    if (isMapping(raw) && "project_configs" in raw && "quotas" in raw) {
      return {
        projectConfigs: reading.inside("project_configs", raw.project_configs, readPool),
        quotas: reading.inside("quotas", raw.quotas, readPool),
      };
    }
    const both = readPool(raw, reading);
    return { projectConfigs: both, quotas: both };
  },
  json: {
    anyOf: [POOL_JSON, { type: "object", properties: { project_configs: POOL_JSON, quotas: POOL_JSON } }],
  },
  show: showRedis,
  secret: true,
});

function showRedis(raw: unknown): unknown {
  if (!isMapping(raw)) return raw;
  if (!("server" in raw) && !("cluster_nodes" in raw)) {
    return { project_configs: showRedis(raw.project_configs), quotas: showRedis(raw.quotas) };
  }
  const key = "cluster_nodes" in raw ? "cluster_nodes" : "server";
  const shown: Record<string, unknown> = { [key]: raw[key] };
  for (const [option, fallback] of Object.entries(DEFAULTS)) {
    const value = raw[option] ?? fallback;
    if (value !== null) shown[option] = value;
  }
  return shown;
}
