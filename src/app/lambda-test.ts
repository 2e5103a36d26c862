/** `baton lambda test`: a function, the extension and a local Sentry on this machine, and what came of it in plain words. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createHttpClient } from "#http-client";
import { serveHttp } from "#http-server";
import type { Config } from "../config/config.ts";
import { systemClock } from "../kernel/actor/clock.ts";
import type { HttpClient, HttpServer } from "../kernel/runtime/http.ts";
import { onSignal } from "../kernel/runtime/signals.ts";
import { type FunctionCommand, functionCommand } from "../lambda/simulator/function-command.ts";
import { LocalEnvironment } from "../lambda/simulator/local-environment.ts";
import { deliverOver } from "../lambda/simulator/serve-sandbox.ts";
import { LambdaTestReport, type Scenario } from "./lambda-test-report.ts";
import { LOCAL_KEY, startLocal } from "./local.ts";

export interface LambdaTest {
  /** The function's folder. */
  readonly folder: string;
  readonly runtime: string | undefined;
  readonly scenarios: readonly Scenario[];
  readonly config: Config;
  /** How this program is started again, as the extension. */
  readonly self: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  /** Keep the page up when all is said, until a signal comes. */
  readonly stays: boolean;
}

const LIMIT_MS = 3_000;
const FROZEN_MS = 6_000;
const WARM_INVOCATIONS = 2;
const SETTLE_MS = 300;

/** @returns the exit code: 0 when the function ran and nothing was lost */
export async function runLambdaTest(test: LambdaTest): Promise<number> {
  const folder = resolve(test.folder);
  const scratch = mkdtempSync(join(tmpdir(), "baton-lambda-"));
  const command = functionCommand(folder, scratch, test.runtime, (name) => readOptional(join(folder, name)));
  if (typeof command === "string") {
    test.print(command);
    rmSync(scratch, { recursive: true });
    return 1;
  }
  if (command.runtimeFile) writeFileSync(join(scratch, command.runtimeFile.name), command.runtimeFile.text);
  const client = createHttpClient({
    connectTimeoutMs: 1_000,
    maxConnections: 32,
    maxResponseBytes: 1024 * 1024,
    keepAliveMs: 1_000,
  });
  const receiver = await startLocal({ config: test.config, folder: scratch });
  const gate = await UpstreamGate.open(client, receiver.port);
  const report = new LambdaTestReport();
  try {
    for (const scenario of test.scenarios) {
      await runScenario(scenario, { test, folder, scratch, command, gate, client, report });
    }
    await pause(SETTLE_MS);
    const { items } = await receiver.store.ask("items", { search: "", limit: 1_000 });
    for (const line of report.lines(items, receiver.page)) test.print(line);
    if (test.stays) await stopped();
    return report.isGood ? 0 : 1;
  } finally {
    await Promise.allSettled([gate.close(), receiver.stop("immediate")]);
    client.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Stage {
  readonly test: LambdaTest;
  readonly folder: string;
  readonly scratch: string;
  readonly command: FunctionCommand;
  readonly gate: UpstreamGate;
  readonly client: HttpClient;
  readonly report: LambdaTestReport;
}

/** One environment, from its start to its end. */
async function runScenario(scenario: Scenario, stage: Stage): Promise<void> {
  const { test, report, gate } = stage;
  const run = report.start(scenario);
  const environment = await LocalEnvironment.start(environmentOptions(stage));
  if (!environment) {
    run.failed = "the function did not come up; what it printed stands above";
    return;
  }
  run.registeredMs = environment.registeredMs;
  run.initMs = environment.initMs;
  gate.isOpen = scenario !== "outage";
  for (let n = 0; n < WARM_INVOCATIONS; n += 1) run.invocations.push(await environment.invoke("{}", "none"));
  if (scenario === "freeze") {
    test.print(`  frozen for ${FROZEN_MS / 1_000} s …`);
    await environment.freezeFor(FROZEN_MS);
    run.invocations.push(await environment.invoke("{}", "none"));
  }
  gate.isOpen = true;
  if (scenario === "timeout") run.invocations.push(await environment.invoke("{}", "hang"));
  if (scenario === "crash") run.invocations.push(await environment.invoke("{}", "crash"));
  if (scenario === "oom") run.invocations.push(await environment.invoke("{}", "out_of_memory"));
  run.shutdown = await environment.end();
}

function environmentOptions(stage: Stage): Parameters<typeof LocalEnvironment.start>[0] {
  const { test, folder, scratch, command, gate, client, report } = stage;
  const base = definedOnly(test.env);
  const port = portOf(base.BATON_AWS_LAMBDA_PORTS);
  return {
    clock: systemClock,
    serve: serveHttp,
    deliver: deliverOver(client),
    limitMs: LIMIT_MS,
    cwd: folder,
    extension: {
      words: test.self,
      env: {
        ...base,
        BATON_AWS_LAMBDA: "1",
        BATON_EXTENSION_NAME: "baton",
        BATON_CONFIG: join(folder, ".relay"),
        BATON_AWS_LAMBDA_PORTS: JSON.stringify([port]),
        BATON_AWS_LAMBDA_DSN: `http://${LOCAL_KEY}@127.0.0.1:${gate.port}/1`,
        BATON_AWS_LAMBDA_SPOOL_PATH: join(scratch, "spool.db"),
      },
    },
    runtime: {
      words: command.words,
      env: { ...base, SENTRY_DSN: `http://${LOCAL_KEY}@localhost:${port}/1` },
    },
    onLine: (from, line) => {
      if (from === "extension") report.heard(line);
      test.print(`  ${from === "extension" ? "extension" : "function "} | ${line}`);
    },
  };
}

/** What lies between the extension and the local Sentry: can be closed, for an outage. */
class UpstreamGate {
  isOpen = true;
  readonly #server: HttpServer;

  private constructor(server: HttpServer) {
    this.#server = server;
  }

  get port(): number {
    return this.#server.port;
  }

  static async open(client: HttpClient, receiverPort: number): Promise<UpstreamGate> {
    const box: { gate?: UpstreamGate } = {};
    const maxBodyBytes = 200 * 1024 * 1024;
    const server = await serveHttp({
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes,
      handler: async (request) => {
        if (!box.gate?.isOpen) return { status: 503 };
        const body = await request.body(maxBodyBytes);
        if (!body.ok) return { status: 400 };
        const query = request.query === "" ? "" : `?${request.query}`;
        const response = await client.request({
          method: request.method,
          url: `http://127.0.0.1:${receiverPort}${request.path}${query}`,
          headers: request.headers().filter(([name]) => !HOP_HEADERS.has(name)),
          body: body.value,
          timeoutMs: 10_000,
        });
        return response.ok ? { status: response.value.status, body: response.value.body } : { status: 502 };
      },
    });
    box.gate = new UpstreamGate(server);
    return box.gate;
  }

  close(): Promise<void> {
    return this.#server.stop(0);
  }
}

const HOP_HEADERS: ReadonlySet<string> = new Set(["host", "connection", "content-length", "accept-encoding"]);

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The first of `aws.lambda.ports`, where the environment names them. */
function portOf(ports: string | undefined): number {
  const first = Number(/\d+/.exec(ports ?? "")?.[0]);
  return first > 0 ? first : 9000;
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => void systemClock.after(ms, done));
}

function stopped(): Promise<void> {
  return new Promise((done) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) onSignal(name, done);
  });
}
