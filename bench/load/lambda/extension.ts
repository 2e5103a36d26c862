import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { createHttpClient } from "#http-client";
import { serveHttp } from "#http-server";
import { systemClock } from "../../../src/kernel/actor/clock.ts";
import type { HttpClient, HttpServer } from "../../../src/kernel/runtime/http.ts";
import { Sandbox } from "../../../src/lambda/simulator/sandbox.ts";
import { deliverOver, serveSandbox } from "../../../src/lambda/simulator/serve-sandbox.ts";
import { layerCommand, minimalExtension, node22 } from "../../../test/support/lambda/built-layers.ts";
import type { CpuShare } from "./cpu-share.ts";

const ROOT = resolve(import.meta.dir, "../../..");
const SENTRYS_OWN = join(ROOT, "node_modules/@sentry/aws-serverless/build/lambda-extension/index.mjs");
export const FAKE_DSN_KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

/** Baton's two layers, Sentry's own extension, and one that does nothing. */
export type Kind = "universal" | "node" | "sentry" | "minimal";

async function commandOf(kind: Kind): Promise<string[]> {
  if (kind === "minimal") return [minimalExtension()];
  return kind === "sentry" ? [node22(), SENTRYS_OWN] : layerCommand(kind);
}

/** One extension process in a simulated environment that nobody else is in. */
export class ExtensionUnderTest {
  readonly sandbox: Sandbox;
  readonly startedMs = performance.now();
  registeredMs = Number.NaN;
  /** CPU time of the process until it had registered. */
  registeredCpuMs = Number.NaN;
  readonly #process: Subprocess;
  readonly #server: HttpServer;
  readonly #client: HttpClient;
  readonly #dsn: string;

  private constructor(
    command: string[],
    sandbox: Sandbox,
    server: HttpServer,
    client: HttpClient,
    dsn: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.sandbox = sandbox;
    this.#server = server;
    this.#client = client;
    this.#dsn = dsn;
    this.#process = Bun.spawn(command, {
      stdout: "ignore",
      stderr: "ignore",
      cwd: "/",
      env: {
        PATH: process.env.PATH ?? "",
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.port}`,
        AWS_LAMBDA_FUNCTION_NAME: "bench",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
        AWS_REGION: "eu-west-1",
        BATON_EXTENSION_NAME: "baton",
        SENTRY_DSN: dsn,
        ...env,
      },
    });
    void sandbox.registered.then(() => {
      this.registeredMs = performance.now() - this.startedMs;
      this.registeredCpuMs = cpuMs(this.#process.pid);
    });
    void this.#process.exited.then(() => sandbox.extensionsExited());
  }

  /** @param share of the CPU, else all of it; `env` is what the function's owner sets besides the DSN */
  static async start(
    kind: Kind,
    upstreamPort: number,
    share?: CpuShare,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ExtensionUnderTest> {
    const client = createHttpClient({
      connectTimeoutMs: 1_000,
      maxConnections: 4,
      maxResponseBytes: 1_000_000,
      keepAliveMs: 1_000,
    });
    const box: { extension?: ExtensionUnderTest } = {};
    const sandbox = new Sandbox({
      clock: systemClock,
      limitMs: 60_000,
      telemetry: "supported",
      deliver: deliverOver(client),
      onKill: () => box.extension?.kill(),
    });
    const server = await serveSandbox(serveHttp, () => sandbox);
    const plain = await commandOf(kind);
    const command = share?.within(plain) ?? plain;
    const extension = new ExtensionUnderTest(
      command,
      sandbox,
      server,
      client,
      `http://${FAKE_DSN_KEY}@127.0.0.1:${upstreamPort}/1`,
      env,
    );
    box.extension = extension;
    await sandbox.registered;
    return extension;
  }

  /** A function's runtime that asks for work: init is over when the extension does too. */
  async initialise(): Promise<number> {
    this.#serveNext();
    await this.sandbox.initialised;
    return performance.now() - this.startedMs;
  }

  /** What the invocation's handler does before it answers. */
  handler: () => Promise<void> = async () => {};

  #serveNext(): void {
    void this.sandbox.runtimeNext().then(async ({ requestId }) => {
      await this.handler();
      this.sandbox.respond(requestId, false);
      this.#serveNext();
    });
  }

  /** Sends one event through the tunnel. @returns until the answer */
  async send(message: string): Promise<number> {
    const event_id = crypto.randomUUID().replaceAll("-", "");
    const lines = [{ event_id, dsn: this.#dsn }, { type: "event" }, { event_id, message, level: "error" }];
    const body = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
    const startMs = performance.now();
    const response = await fetch("http://127.0.0.1:9000/envelope", { method: "POST", body });
    await response.arrayBuffer();
    return performance.now() - startMs;
  }

  get rssMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<number> {
    const result = await this.sandbox.shutdown("spindown");
    await this.end();
    return result.tookMs;
  }

  /** Without ceremony. */
  async end(): Promise<void> {
    this.kill();
    await this.#process.exited;
    await this.sandbox.shutdown("spindown");
    await this.#server.stop(0);
    this.#client.close();
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

function cpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanoseconds / 1e6;
}
