/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration has variables of its own */
import { describe, expect, test } from "bun:test";
import { err, ok } from "../../kernel/base/result.ts";
import { defaultConfig } from "../config.ts";
import { errorText } from "./error.ts";
import type { ReadText } from "./files.ts";
import { type LoadOptions, loadConfig } from "./load.ts";

const folder = "/etc/relay";
const machine = { cores: 1, inContainer: false };

function files(texts: Readonly<Record<string, string>>): ReadText {
  return (path) => {
    const text = texts[path];
    return text === undefined
      ? err({ missing: true, text: "No such file or directory (os error 2)" })
      : ok(text);
  };
}

async function load(yaml: string, options: Partial<LoadOptions> = {}) {
  const readText = files({ "/etc/relay/config.yml": yaml });
  return loadConfig({ folder, explicit: true, env: {}, machine, readText, ...options });
}

async function loaded(yaml: string, options: Partial<LoadOptions> = {}) {
  const result = await load(yaml, options);
  if (!result.ok) throw new Error(errorText(result.error));
  return result.value;
}

async function failure(yaml: string, options: Partial<LoadOptions> = {}) {
  const result = await load(yaml, options);
  if (result.ok) throw new Error("expected an error");
  return result.error;
}

describe("layers", () => {
  test("an empty file, an empty mapping and a null section mean the defaults", async () => {
    for (const yaml of ["", "{}", "relay:\n", "# nothing\n"])
      expect((await loaded(yaml)).config).toEqual(defaultConfig());
  });

  test("flags win over the environment, which wins over the file", async () => {
    const yaml = "relay: {port: 1, host: 10.0.0.1, upstream: 'http://a:1'}";
    const env = { RELAY_PORT: "2", RELAY_HOST: "10.0.0.2" };
    const { relay } = (await loaded(yaml, { env, flags: { port: "3" } })).config;
    expect([relay.port, relay.host, relay.upstream]).toEqual([3, "10.0.0.2", "http://a:1/"]);
  });

  test("a file in JSON is read alike, but a key given twice is noticed", async () => {
    const yaml = '{"relay": {"port": "${PORT}", "mode": "proxy"}, "http": {}}';
    expect((await loaded(yaml, { env: { PORT: "4" } })).config.relay).toMatchObject({
      port: 4,
      mode: "proxy",
    });
    expect((await failure('{"relay": {"port": 1, "port": 2}}')).causes).toEqual([
      "relay: duplicate field `port` at line 1 column 23",
    ]);
  });

  test("units are turned into ours", async () => {
    const { config } = await loaded(
      "http: {timeout: 7}\nlimits: {max_event_size: 1.5 mib, max_log_size: 1KB, max_span_size: 1kb}",
    );
    expect(config.http.timeoutMs).toBe(7000);
    expect(config.limits.maxEventSizeBytes).toBe(1_572_864);
    expect([config.limits.maxLogSizeBytes, config.limits.maxSpanSizeBytes]).toEqual([1024, 1000]);
  });

  test("the machine decides the host and the number of workers", async () => {
    const { config } = await loaded("relay:\n", { machine: { cores: 7, inContainer: true } });
    expect([config.relay.host, config.limits.maxThreadCount]).toEqual(["0.0.0.0", 7]);
  });

  test("an alias is read as the key that replaced it", async () => {
    expect((await loaded("limits: {max_replay_size: 5}")).config.limits.maxReplayUncompressedSizeBytes).toBe(
      5,
    );
  });

  test("every option has a variable of our own", async () => {
    const env = {
      BATON_SPOOL_ENVELOPES_PATH: "spool.db",
      BATON_AWS_LAMBDA_PORTS: "[9000, 5333]",
      BATON_NOPE: "1",
    };
    const { config, warnings } = await loaded("", { env });
    expect(config.spool.envelopes.path).toBe("spool.db");
    expect(config.aws.lambda.ports).toEqual([9000, 5333]);
    expect(warnings.map((warning) => warning.origin)).toEqual([
      { from: "environment", variable: "BATON_NOPE" },
    ]);
  });

  test("on Lambda the upstream follows from SENTRY_DSN", async () => {
    const env = { BATON_AWS_LAMBDA: "1", SENTRY_DSN: "https://key@o1.ingest.example.com/5" };
    const { config } = await loaded("", { env });
    expect([config.relay.mode, config.relay.upstream]).toEqual(["proxy", "https://o1.ingest.example.com/"]);
  });

  test("a missing file is an error only where the folder was named", async () => {
    const options = { folder, env: {}, machine, readText: files({}) };
    const silent = await loadConfig({ ...options, explicit: false });
    expect(silent.ok && silent.value.config).toEqual(defaultConfig());
    const named = await loadConfig({ ...options, explicit: true });
    expect(!named.ok && errorText(named.error)).toBe(
      `error: could not open config file (file /etc/relay/config.yml)\n  caused by: No such file or directory (os error 2)`,
    );
  });
});

describe("interpolation", () => {
  test("a whole scalar is replaced and typed, an embedded one is literal", async () => {
    const yaml = "relay: {port: '${PORT}'}\nmetrics: {prefix: 'a${PORT}b', hostname_tag: '${NAME}'}";
    const { config } = await loaded(yaml, { env: { PORT: "4", NAME: "x" } });
    expect([config.relay.port, config.metrics.prefix, config.metrics.hostnameTag]).toEqual([
      4,
      "a${PORT}b",
      "x",
    ]);
  });

  test("a missing variable names its place", async () => {
    const { causes } = await failure("metrics:\n  default_tags: {foo: '${FOO}'}");
    expect(causes).toEqual([
      "metrics.default_tags.foo: got variable `${FOO}`, but it does not exist at line 2 column 23",
    ]);
  });
});

describe("problems", () => {
  test("say file, key, reason, line and column, all of them at once", async () => {
    const error = await failure("relay:\n  port: 99999\nlimits:\n  max_event_size: 5m\n");
    expect(error.message).toBe(`could not parse yaml config file (file /etc/relay/config.yml)`);
    expect(error.causes).toEqual([
      "relay.port: invalid value: integer `99999`, expected a port from 0 to 65535 at line 2 column 9",
      'limits.max_event_size: invalid value: string "5m", expected a byte size, such as 512, 10KiB or 1.5MB at line 4 column 19',
    ]);
  });

  test("an unknown key is a warning with the key that was meant", async () => {
    const { warnings } = await loaded("http:\n  tiemout: 5\nlimts: {}\n");
    expect(warnings).toEqual([
      {
        path: "http.tiemout",
        reason: "unknown key, did you mean `http.timeout`?",
        origin: { from: "file", line: 2, column: 3 },
      },
      {
        path: "limts",
        reason: "unknown key, did you mean `limits`?",
        origin: { from: "file", line: 3, column: 1 },
      },
    ]);
  });

  test("the environment's bad values are told as the reference tells them", async () => {
    const error = await failure("", { env: { RELAY_PORT: "x" } });
    expect(errorText(error)).toBe(
      "error: invalid config value (field port)\n  caused by: invalid digit found in string",
    );
  });

  test("a variable of our own that is wrong is not blamed on the file", async () => {
    const error = await failure("", { env: { BATON_HTTP_TIMEOUT: "soon" } });
    expect(errorText(error)).toBe(
      'error: invalid configuration\n  caused by: http.timeout: invalid value: string "soon", expected whole seconds in environment variable BATON_HTTP_TIMEOUT',
    );
  });

  test("a secret is not quoted", async () => {
    const { causes } = await failure("sentry: {dsn: hunter2}\nprocessing: {redis: {passwort: hunter2}}");
    expect(causes).toHaveLength(2);
    expect(causes.join()).not.toContain("hunter2");
  });

  test("a key given twice", async () => {
    const { causes } = await failure("relay:\n  port: 1\n  port: 2\n");
    expect(causes).toEqual(["relay: duplicate field `port` at line 3 column 3"]);
  });
});
