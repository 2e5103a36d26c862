import { describe, expect, test } from "bun:test";
import { generateCredentials } from "../config/credentials/generate.ts";
import { BATON_VERSION } from "../config/version.ts";
import { Fault } from "../kernel/base/fault.ts";
import type { Host, Launch, Ports } from "./host.ts";
import { runCli } from "./run-cli.ts";

const PROXY = { RELAY_MODE: "proxy" };

async function call(line: string, ports: Ports = {}, host: Partial<Host> = {}) {
  const out: string[] = [];
  const errors: string[] = [];
  const whole: Host = {
    env: PROXY,
    print: (text) => void out.push(text),
    complain: (text) => void errors.push(text),
    isTerminal: () => false,
    prompts: () => Promise.reject(new Error("nobody is asked")),
    isLambdaExtension: false,
    ...host,
  };
  const code = await runCli(whole, ports, line === "" ? [] : line.split(" "));
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}

/** Ports that note what they were started with. */
function noted() {
  const launches: [string, Launch][] = [];
  const note = (verb: string) => async (launch: Launch) => {
    launches.push([verb, launch]);
    return 7;
  };
  return { launches, ports: { run: note("run"), dev: note("dev") } };
}

describe("without a command", () => {
  test("the local receiver is started, whatever mode is configured", async () => {
    const { launches, ports } = noted();
    expect(await call("", ports)).toMatchObject({ code: 7 });
    expect(launches.map(([verb, { config }]) => [verb, config.relay.mode])).toEqual([["dev", "local"]]);
  });

  test("Lambda starts its extension", async () => {
    const { launches, ports } = noted();
    await call("", ports, { isLambdaExtension: true });
    expect(launches.map(([verb, { config }]) => [verb, config.aws.lambda.enabled])).toEqual([["run", true]]);
  });

  test("where there is no receiver, a command must be named", async () => {
    expect(await call("")).toMatchObject({ code: 2, out: "" });
  });
});

describe("run", () => {
  test("lays its flags over the environment and tells what it starts", async () => {
    const { launches, ports } = noted();
    const { code, errors } = await call("run -P 4000 --shutdown-timeout 3", ports);
    const config = launches[0]?.[1].config;
    expect([code, config?.relay.port, config?.limits.shutdownTimeoutMs]).toEqual([7, 4000, 3000]);
    expect(errors).toContain("INFO baton::setup:   relay mode: proxy");
  });

  test("a flag that is wrong is told in the log, a variable before it", async () => {
    const { ports } = noted();
    const flag = await call("run -P x", ports);
    expect(flag.code).toBe(1);
    expect(flag.errors).toEndWith(
      "ERROR baton::cli: error=invalid config value (field port) error.sources=[invalid digit found in string]",
    );
    const variable = await call("run -P 5", ports, { env: { ...PROXY, RELAY_HOST: "nowhere" } });
    expect(variable.errors).toBe(
      "error: invalid config value (field host)\n  caused by: invalid IP address syntax",
    );
  });

  test("what cannot start says why; a bug is not hidden", async () => {
    const busy = new Fault("port is in use", {
      code: "BATON_TEST",
      source: "local",
      cause: new Error("EADDRINUSE"),
    });
    const fault = await call("run", { run: () => Promise.reject(busy) });
    expect(fault.code).toBe(1);
    expect(fault.errors).toEndWith("ERROR baton::cli: error=port is in use error.sources=[EADDRINUSE]");
    expect(call("run", { run: () => Promise.reject(new TypeError("bug")) })).rejects.toThrow("bug");
  });

  test("managed mode needs credentials", async () => {
    const { code, errors } = await call("run", noted().ports, { env: {} });
    expect([code, errors.includes("relay has no credentials")]).toEqual([1, true]);
  });

  test("processing is refused, since it would send upstream what is meant for Kafka", async () => {
    const { secretKey, publicKey, id } = generateCredentials();
    const env = {
      RELAY_PROCESSING_ENABLED: "1",
      RELAY_SECRET_KEY: secretKey,
      RELAY_PUBLIC_KEY: publicKey,
      RELAY_ID: id,
    };
    const { code, errors } = await call("run", noted().ports, { env });
    expect([code, errors.includes("cannot write to Kafka yet")]).toEqual([1, true]);
  });
});

test("verbs are offered when what they start is there", async () => {
  expect((await call("--help")).out).not.toContain("\n  run ");
  expect((await call("--help", noted().ports)).out).toContain("\n  run ");
  expect((await call("tap")).errors).toStartWith("error: unrecognized subcommand 'tap'");
});

test("both versions are told", async () => {
  expect((await call("--version")).out).toBe(`baton 26.9.0 (${BATON_VERSION})`);
  expect((await call("config show -V")).out).toBe(`baton 26.9.0 (${BATON_VERSION})`);
});

test("an option is explained, a misspelt one guessed", async () => {
  expect((await call("config explain relay.mode")).out).toContain(
    "from        environment variable RELAY_MODE",
  );
  const { code, errors } = await call("config explain http.tiemout");
  expect([code, errors]).toEqual([
    1,
    "error: there is no option `http.tiemout`\n  caused by: did you mean `http.timeout`?",
  ]);
});

test("who cannot be asked is not waited for", async () => {
  expect(await call("credentials set")).toMatchObject({ code: 1 });
});
