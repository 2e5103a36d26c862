/** What the environment and the command line set, in the reference's names. Later layers win. */

import { ipFamily } from "../../kernel/base/ip-address.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { LOG_LEVELS } from "../options/kinds.ts";
import { isMapping } from "../options/read.ts";
import { parseUpstream, upstreamOfDsn } from "../options/urls.ts";
import { LOG_FORMATS } from "../sections/logging.ts";
import { RELAY_MODES } from "../sections/relay.ts";
import type { RawTree } from "../show/effective.ts";
import { type ConfigError, configError, type Origin } from "./error.ts";
import type { Environment } from "./interpolate.ts";
import { valueAt, withValue } from "./tree.ts";

/** Values as text, exactly as given. Absent ones override nothing. */
export interface Overrides {
  readonly mode?: string;
  readonly instance?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
  readonly upstream?: string;
  readonly upstreamDsn?: string;
  readonly host?: string;
  readonly port?: string;
  /** `true`, `1`, `false`, `0` or empty. */
  readonly processing?: string;
  readonly kafkaBrokerUrl?: string;
  readonly redisUrl?: string;
  readonly id?: string;
  readonly publicKey?: string;
  readonly secretKey?: string;
  readonly shutdownTimeout?: string;
  readonly serverName?: string;
  readonly sourceId?: string;
  readonly localUpstreamDsn?: string;
  readonly localPort?: string;
}

/** The reference's environment variables. `RELAY_SOURCE_ID` is not among them: only `run` reads it. */
export const VARIABLES: Readonly<Partial<Record<keyof Overrides, string>>> = {
  mode: "RELAY_MODE",
  instance: "RELAY_INSTANCE",
  logLevel: "RELAY_LOG_LEVEL",
  logFormat: "RELAY_LOG_FORMAT",
  upstream: "RELAY_UPSTREAM_URL",
  upstreamDsn: "RELAY_UPSTREAM_DSN",
  host: "RELAY_HOST",
  port: "RELAY_PORT",
  processing: "RELAY_PROCESSING_ENABLED",
  kafkaBrokerUrl: "RELAY_KAFKA_BROKER_URL",
  redisUrl: "RELAY_REDIS_URL",
  id: "RELAY_ID",
  publicKey: "RELAY_PUBLIC_KEY",
  secretKey: "RELAY_SECRET_KEY",
  shutdownTimeout: "SHUTDOWN_TIMEOUT",
  serverName: "RELAY_SERVER_NAME",
};

/** What the environment overrides for every command. */
export function overridesFromEnvironment(env: Environment): Overrides {
  const values = Object.entries(VARIABLES).map(([name, variable]) => [name, env[variable]] as const);
  const given = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return env.HOSTNAME === undefined ? given : { serverName: env.HOSTNAME, ...given };
}

interface Rule {
  /** The name in the reference's error text; empty where the reason is the whole of it. */
  readonly field: string;
  readonly path: readonly string[];
  /** The value for the tree, or `undefined` to leave it alone. */
  readonly read: (text: string, tree: RawTree) => Result<unknown, string>;
}

const asText = (text: string): Result<unknown, string> => ok(text);

/** In the order in which the reference applies and checks them. */
const RULES: Readonly<Partial<Record<keyof Overrides, Rule>>> = {
  mode: { field: "mode", path: ["relay", "mode"], read: readMode },
  instance: {
    field: "instance",
    path: ["relay", "instance"],
    read: (text) => ok(text === "canary" ? "canary" : "default"),
  },
  logLevel: { field: "", path: ["logging", "level"], read: oneOfWords("level", LOG_LEVELS) },
  logFormat: { field: "", path: ["logging", "format"], read: oneOfWords("format", LOG_FORMATS) },
  upstreamDsn: { field: "upstream_dsn", path: ["relay", "upstream"], read: upstreamOfDsn },
  upstream: { field: "upstream", path: ["relay", "upstream"], read: readUpstream },
  host: { field: "host", path: ["relay", "host"], read: readHost },
  port: { field: "port", path: ["relay", "port"], read: readPort },
  processing: { field: "processing", path: ["processing", "enabled"], read: readSwitch },
  kafkaBrokerUrl: { field: "kafka_broker_url", path: ["processing", "kafka_config"], read: readBroker },
  redisUrl: { field: "redis_url", path: ["processing", "redis"], read: (text) => ok({ server: text }) },
  shutdownTimeout: {
    field: "shutdown_timeout",
    path: ["limits", "shutdown_timeout"],
    read: (text) => ok(/^\+?\d+$/.test(text) ? Number(text) : undefined),
  },
  serverName: { field: "server_name", path: ["sentry", "server_name"], read: asText },
  sourceId: { field: "source_id", path: ["outcomes", "source"], read: asText },
  localUpstreamDsn: { field: "upstream", path: ["local", "upstream_dsn"], read: readDsn },
  localPort: { field: "port", path: ["local", "port"], read: readPort },
};

/** The tree with `overrides` laid over it; says in `origins` where each value came from. */
export function applyOverrides(
  tree: RawTree,
  overrides: Overrides,
  origins: Map<string, Origin>,
  originOf: (name: keyof Overrides) => Origin,
): Result<RawTree, ConfigError> {
  let result = tree;
  for (const [name, rule] of Object.entries(RULES) as [keyof Overrides, Rule][]) {
    const text = overrides[name];
    if (text === undefined) continue;
    const value = rule.read(text, result);
    if (!value.ok && rule.field === "") return err(configError(value.error));
    if (!value.ok)
      return err(
        configError(
          `invalid config value (field ${rule.field})`,
          ...(value.error === "" ? [] : [value.error]),
        ),
      );
    if (value.value === undefined) continue;
    result = withValue(result, rule.path, value.value);
    origins.set(rule.path.join("."), originOf(name));
  }
  return ok(result);
}

function oneOfWords(what: string, words: readonly string[]) {
  return (text: string): Result<unknown, string> => {
    const word = text.toLowerCase();
    if (words.includes(word)) return ok(word);
    return err(
      `error parsing "${text}" as ${what}: expected one of ${words.map((known) => `"${known}"`).join(", ")}`,
    );
  };
}

function readMode(text: string): Result<unknown, string> {
  if ((RELAY_MODES as readonly string[]).includes(text)) return ok(text);
  return err(`Relay mode must be one of: ${RELAY_MODES.slice(0, -1).join(", ")} or ${RELAY_MODES.at(-1)}`);
}

function readUpstream(text: string): Result<unknown, string> {
  const upstream = parseUpstream(text);
  return upstream.ok ? ok(upstream.value) : err(`invalid upstream URL: ${upstream.error}`);
}

function readDsn(text: string): Result<unknown, string> {
  const upstream = upstreamOfDsn(text);
  return upstream.ok ? ok(text) : upstream;
}

function readHost(text: string): Result<unknown, string> {
  return ipFamily(text) === 0 ? err("invalid IP address syntax") : ok(text);
}

function readPort(text: string): Result<unknown, string> {
  if (text === "") return err("cannot parse integer from empty string");
  if (!/^\+?\d+$/.test(text)) return err("invalid digit found in string");
  return Number(text) > 65_535 ? err("number too large to fit in target type") : ok(Number(text));
}

function readSwitch(text: string): Result<unknown, string> {
  if (text === "true" || text === "1") return ok(true);
  return text === "false" || text === "0" || text === "" ? ok(false) : err("");
}

function readBroker(text: string, tree: RawTree): Result<unknown, string> {
  const given = valueAt(tree, ["processing", "kafka_config"]);
  const params: readonly unknown[] = Array.isArray(given) ? given : [];
  const broker = { name: "bootstrap.servers", value: text };
  const index = params.findIndex((param) => isMapping(param) && param.name === broker.name);
  return ok(index < 0 ? [...params, broker] : params.with(index, broker));
}
