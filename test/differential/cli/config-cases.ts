// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration has variables of its own
import { type CliCase, ID, inEnv, lines, PUBLIC, SECRET } from "./case.ts";

/** A config.yml that both sides accept, and what they say about it. */
function shows(name: string, yaml: string): CliCase {
  return {
    name: `show ${name}`,
    steps: [{ words: ["-c", "conf", "config", "show"] }],
    files: { "conf/config.yml": yaml },
  };
}

export const CONFIG_CASES: readonly CliCase[] = [
  shows("of an empty file", ""),
  shows("of an empty mapping", "{}"),
  shows("of a null section", "relay:\nhttp:\n"),
  shows(
    "byte sizes",
    "limits: {max_event_size: 3000, max_log_size: 2097152, max_span_size: 1kb, max_container_size: 1KB, max_profile_size: 1.5 mib, max_check_in_size: 1, max_sessions_size: '5', max_envelope_size: 2 Gb}",
  ),
  shows(
    "texts",
    'metrics: {default_tags: {b: x, a: "y: z", c: "true", d: "5", e: "", f: "a\\nb", "g h": "#x", h: null, i: 1, j: 007}}',
  ),
  shows(
    "topics",
    "processing: {topics: {events: foo, attachments: {name: bar, config: x}, items: [{name: a}, {name: b, key_rate_limit: {limit_per_window: 5, window_secs: 6}}], spans: [c, d]}}",
  ),
  shows(
    "Kafka",
    "processing: {kafka_config: [{name: a, value: 5}], secondary_kafka_configs: {x: [{name: a, value: c}]}}",
  ),
  shows("Redis by URL", "processing: {redis: 'redis://a'}"),
  shows("Redis by server", "processing: {redis: {server: 'redis://a', max_connections: 5}}"),
  shows(
    "Redis twice",
    "processing: {redis: {project_configs: {cluster_nodes: [b], max_connections: 4}, quotas: {server: c, wait_timeout: 5}}}",
  ),
  shows(
    "object store",
    "processing: {upload: {max_attempts: 2, retry_delay: 1.5, auth: {key_id: a, signing_key: b}}}",
  ),
  shows(
    "secondary aggregators",
    "secondary_aggregators: [{name: a, condition: {op: and, inner: [{op: eq, field: namespace, value: sessions}, {op: not, inner: {op: eq, field: namespace, value: spans}}]}, config: {bucket_interval: 5}}]",
  ),
  shows(
    "static relays",
    `auth: {ready: always, static_relays: {${ID}: {public_key: ${PUBLIC}, internal: true}}}`,
  ),
  shows("upload credentials", `upload: {credentials: {signing_key: ${SECRET}, verification_key: ${PUBLIC}}}`),
  shows("aliases", "limits: {max_replay_size: 5}\naggregator: {shift_key: bucket}"),
  shows(
    "URLs",
    'relay: {upstream: "http://b:80/", advertised_upstream: "http://A:90", internal_host: "::1", host: "::", override_project_ids: true}',
  ),
  shows(
    "fractions",
    "logging: {traces_sample_rate: 1, level: WARN}\nhealth: {max_memory_percent: 2, max_memory_bytes: 5000}\nprocessing: {quota_cache_ratio: 0.5, quota_cache_max: 1}",
  ),
  shows(
    "outcomes",
    "outcomes: {emit_outcomes: true, source: x}\nsentry: {environment: 5, default_tags: {a: b}}",
  ),
  shows(
    "nulls",
    "http: {auth_interval: null, host_header: null}\nprocessing: {max_rate_limit: null}\nlimits: {idle_timeout: 5, max_connections: 6}",
  ),
  shows("anchors", "x: &a {mode: proxy}\nrelay: *a"),
  shows("unknown keys", "foo: {bar: 1}\nhttp: {tiemout: 3}"),
  shows("log level off", "logging: {level: off}"),
  {
    ...inEnv("variables", { NUMBER: "4000", TEXT: "a b", FLAG: "true", HOST: "10.1.2.3" }),
    files: {
      "conf/config.yml":
        "relay: {port: '${NUMBER}', host: '${HOST}'}\nhttp: {forward: '${FLAG}'}\nmetrics: {prefix: '${TEXT}', hostname_tag: 'a${TEXT}b', statsd: '${file:s.txt}'}",
      "conf/s.txt": "localhost:8125",
    },
  },
  inEnv("mode", { RELAY_MODE: "proxy" }),
  inEnv("instance", { RELAY_INSTANCE: "canary" }),
  inEnv("odd instance", { RELAY_INSTANCE: "foo" }),
  inEnv("log", { RELAY_LOG_LEVEL: "off", RELAY_LOG_FORMAT: "json" }),
  inEnv("upstream", { RELAY_UPSTREAM_URL: "http://a:1", RELAY_UPSTREAM_DSN: "http://x@b:3/4" }),
  ...["http://x@b:3/p/4", "HTTP://a@x/b", "http://a@x/1/"].map((dsn) =>
    inEnv(`upstream by DSN ${dsn}`, { RELAY_UPSTREAM_DSN: dsn }),
  ),
  inEnv("address", { RELAY_HOST: "::1", RELAY_PORT: "+5" }),
  inEnv("processing", {
    RELAY_PROCESSING_ENABLED: "1",
    RELAY_KAFKA_BROKER_URL: "k:9092",
    RELAY_REDIS_URL: "redis://r",
  }),
  inEnv("no processing", { RELAY_PROCESSING_ENABLED: "" }),
  inEnv("shutdown timeout", { SHUTDOWN_TIMEOUT: "3" }),
  inEnv("odd shutdown timeout", { SHUTDOWN_TIMEOUT: "x" }),
  inEnv("server name", { RELAY_SERVER_NAME: "a", HOSTNAME: "b" }),
  inEnv("host name", { HOSTNAME: "b" }),
  inEnv("source id is for run alone", { RELAY_SOURCE_ID: "x" }),
  {
    ...inEnv("the broker is replaced", { RELAY_KAFKA_BROKER_URL: "new" }),
    files: {
      "conf/config.yml":
        "processing: {kafka_config: [{name: a, value: b}, {name: bootstrap.servers, value: old}]}",
    },
  },
  lines(
    "flags of every command",
    "--log-level debug config show -c conf",
    "config -c conf show --log-format=json",
    "-c other config -c conf show",
  ),
];

export const ERROR_CASES: readonly CliCase[] = [
  lines("folder without a file", "-c missing config show", "-c missing credentials generate"),
  inEnv("port that is none", { RELAY_PORT: "x" }),
  inEnv("port too large", { RELAY_PORT: "65536" }),
  inEnv("empty port", { RELAY_PORT: "" }),
  inEnv("negative port", { RELAY_PORT: "-1" }),
  inEnv("host name instead of an address", { RELAY_HOST: "localhost" }),
  inEnv("upstream with a path", { RELAY_UPSTREAM_URL: "http://x/y" }),
  inEnv("upstream with a query", { RELAY_UPSTREAM_URL: "http://x?a" }),
  inEnv("upstream that is no URL", { RELAY_UPSTREAM_URL: "foo" }),
  inEnv("upstream of another scheme", { RELAY_UPSTREAM_URL: "ftp://x" }),
  ...[
    "foo",
    "",
    "http://x",
    "http://a@x",
    "http://x/5",
    "ftp://a@x/1",
    "http://a@/1",
    "http://a@x:99999/1",
  ].map((dsn) => inEnv(`upstream DSN "${dsn}"`, { RELAY_UPSTREAM_DSN: dsn })),
  inEnv("processing that is neither", { RELAY_PROCESSING_ENABLED: "2" }),
  inEnv("log level", { RELAY_LOG_LEVEL: "foo" }),
  inEnv("log format", { RELAY_LOG_FORMAT: "foo" }),
  inEnv("id alone", { RELAY_ID: ID }),
  inEnv("id and public key", { RELAY_ID: ID, RELAY_PUBLIC_KEY: PUBLIC }),
  inEnv("public key that is none", { RELAY_ID: ID, RELAY_PUBLIC_KEY: "x", RELAY_SECRET_KEY: SECRET }),
  inEnv("secret key too short", { RELAY_ID: ID, RELAY_PUBLIC_KEY: PUBLIC, RELAY_SECRET_KEY: "AAAA" }),
];

function broken(name: string, yaml: string): CliCase {
  return { ...shows(name, yaml), name: `broken: ${name}` };
}

/** Both refuse these and name the file; what is wrong where is told in words of our own, more exactly. */
export const BROKEN_FILE_CASES: readonly CliCase[] = [
  broken("no YAML", "a: b: c"),
  broken("a list", "- a"),
  broken("a section that is a number", "limits: 5"),
  broken("a section that is a list", "limits: []"),
  broken("null for a port", "relay: {port: null}"),
  broken("text for a port", "relay: {port: abc}"),
  broken("quoted number", "http: {timeout: '5'}"),
  broken("port too large", "relay: {port: 99999}"),
  broken("mode", "relay: {mode: capture}"),
  broken("host name", "relay: {host: localhost}"),
  broken("upstream scheme", "relay: {upstream: 'ftp://x/'}"),
  broken("upstream path", "relay: {upstream: 'http://x/y'}"),
  broken("negative time", "http: {timeout: -1}"),
  broken("fraction of a time", "http: {timeout: 1.5}"),
  broken("encoding", "http: {encoding: foo}"),
  broken("byte size", "limits: {max_event_size: 5m}"),
  broken("negative byte size", "limits: {max_event_size: -5}"),
  broken("byte size with a fraction", "limits: {max_event_size: 1.5}"),
  broken("byte size too large", "limits: {max_event_size: 5000000000}"),
  broken("null byte size", "limits: {max_event_size: null}"),
  broken("text for a flag", "http: {forward: yes}"),
  broken("number for a flag", "http: {forward: 1}"),
  broken("no partitions", "spool: {envelopes: {partitions: 0}}"),
  broken("too many partitions", "spool: {envelopes: {partitions: 300}}"),
  broken("key twice", "relay: {port: 1, port: 2}"),
  broken("section twice", "relay: {}\nrelay: {}"),
  broken("key and alias", "limits: {max_replay_size: 5, max_replay_uncompressed_size: 6}"),
  broken("missing variable", "relay: {port: '${FOO}'}"),
  broken("missing file", "relay: {port: '${file:foo}'}"),
  broken("relay id", "auth: {static_relays: {abc: {public_key: x, internal: true}}}"),
  broken("public key", "auth: {static_relays: {271758da-3c03-4426-8063-2aa8e02aeb60: {public_key: x}}}"),
  broken("DSN", "sentry: {dsn: abc}"),
  broken("outcomes", "outcomes: {emit_outcomes: foo}"),
  broken("no outcomes", "outcomes: {emit_outcomes: null}"),
  broken("log format", "logging: {format: foo}"),
  broken("Kafka parameter without a value", "processing: {kafka_config: [{name: a}]}"),
  broken("no topic", "processing: {topics: {events: []}}"),
  broken("null topic", "processing: {topics: {events: null}}"),
  broken("Redis", "processing: {redis: {foo: 1}}"),
  broken("half a Redis", "processing: {redis: {project_configs: a}}"),
  broken("upload credentials", "upload: {credentials: {signing_key: x, verification_key: y}}"),
  broken("unit where none is read", "aggregator: {max_flush_bytes: 1kb}"),
  broken(
    "secondary aggregator without config",
    "secondary_aggregators: [{name: a, condition: {op: eq, field: namespace, value: spans}}]",
  ),
  broken("secondary aggregator without condition", "secondary_aggregators: [{name: a, config: {}}]"),
];

const BROKEN_CREDENTIALS: readonly string[] = [
  "{",
  "{}",
  '{"secret_key":"x","public_key":"y","id":"z"}',
  `{"secret_key":"${SECRET}="}`,
];

export const BROKEN_CREDENTIALS_CASES: readonly CliCase[] = BROKEN_CREDENTIALS.map((text) => ({
  ...lines(`credentials.json with ${text}`, "-c conf credentials show"),
  files: { "conf/credentials.json": text },
}));
