/** One simulated execution environment around real processes on this machine: an extension, and a function's runtime. */
import type { Clock } from "../../kernel/actor/clock.ts";
import { type HelperProcess, startHelper } from "../../kernel/runtime/helper-process.ts";
import type { HttpServer, ServeHttp } from "../../kernel/runtime/http.ts";
import { Sandbox } from "./sandbox.ts";
import type { InvocationResult, ShutdownResult } from "./sandbox-types.ts";
import { serveSandbox } from "./serve-sandbox.ts";
import type { DeliverBatch } from "./telemetry-feed.ts";

export interface LocalEnvironmentOptions {
  readonly clock: Clock;
  readonly serve: ServeHttp;
  readonly deliver: DeliverBatch;
  readonly limitMs: number;
  readonly extension: { readonly words: readonly string[]; readonly env: Readonly<Record<string, string>> };
  readonly runtime: { readonly words: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** The function's folder. */
  readonly cwd: string;
  readonly onLine: (from: "function" | "extension", line: string) => void;
}

/** Until the runtime has asked for work, or the function counts as broken. */
const INIT_LIMIT_MS = 10_000;

export class LocalEnvironment {
  readonly sandbox: Sandbox;
  /** From the start to the extension's registration, and to the end of init. */
  registeredMs = Number.NaN;
  initMs = Number.NaN;
  readonly #options: LocalEnvironmentOptions;
  readonly #server: HttpServer;
  readonly #extension: HelperProcess;
  readonly #runtime: HelperProcess;

  private constructor(
    options: LocalEnvironmentOptions,
    sandbox: Sandbox,
    server: HttpServer,
    startMs: number,
  ) {
    this.#options = options;
    this.sandbox = sandbox;
    this.#server = server;
    const platform = {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.port}`,
      AWS_LAMBDA_FUNCTION_NAME: sandbox.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_REGION: "eu-west-1",
    };
    const start = (who: "function" | "extension"): HelperProcess => {
      const { words, env } = who === "extension" ? options.extension : options.runtime;
      return startHelper({
        words,
        env: { ...env, ...platform },
        cwd: who === "extension" ? "/" : options.cwd,
        onLine: (line) => {
          sandbox.line(who, line);
          options.onLine(who, line);
        },
      });
    };
    this.#extension = start("extension");
    // The platform starts the runtime once every extension has registered.
    this.#runtime = start("function");
    void this.#extension.ended.then(() => sandbox.extensionsExited());
    void sandbox.registered.then(() => {
      this.registeredMs = options.clock.monotonicMs() - startMs;
    });
  }

  /** Starts the processes; resolves when init is over, with `undefined` when it never was. */
  static async start(options: LocalEnvironmentOptions): Promise<LocalEnvironment | undefined> {
    const { clock } = options;
    const startMs = clock.monotonicMs();
    const box: { environment?: LocalEnvironment } = {};
    const sandbox = new Sandbox({
      clock,
      limitMs: options.limitMs,
      telemetry: "supported",
      deliver: options.deliver,
      functionName: "local",
      onKill: () => box.environment?.kill(),
    });
    const server = await serveSandbox(options.serve, () => sandbox);
    const environment = new LocalEnvironment(options, sandbox, server, startMs);
    box.environment = environment;
    const late = Promise.withResolvers<false>();
    const timer = clock.after(INIT_LIMIT_MS, () => late.resolve(false));
    void environment.#runtime.ended.then(() => late.resolve(false));
    const isUp = await Promise.race([sandbox.initialised.then(() => true), late.promise]);
    timer.cancel();
    environment.initMs = clock.monotonicMs() - startMs;
    if (isUp) return environment;
    environment.kill();
    await server.stop(0);
    return undefined;
  }

  /** One invocation. `fate` befalls the runtime in the middle of it. */
  async invoke(
    payload: string,
    fate: "none" | "hang" | "crash" | "out_of_memory",
  ): Promise<InvocationResult> {
    const invocation = this.sandbox.invoke(payload);
    if (fate !== "none") this.#runtime.kill("SIGSTOP"); // before it can answer
    if (fate === "crash" || fate === "out_of_memory") {
      this.#options.clock.after(20, () => {
        this.#runtime.kill("SIGKILL");
        this.sandbox.runtimeExited(fate);
      });
    }
    const result = await invocation;
    if (result.end === "timeout") this.#runtime.kill("SIGKILL");
    return result;
  }

  /** Everything stands still, as between two invocations. */
  async freezeFor(ms: number): Promise<void> {
    for (const each of [this.#extension, this.#runtime]) each.kill("SIGSTOP");
    this.sandbox.freeze();
    await new Promise<void>((resolve) => void this.#options.clock.after(ms, resolve));
    this.sandbox.thaw();
    for (const each of [this.#extension, this.#runtime]) each.kill("SIGCONT");
  }

  /** Ends it, or waits for the end that is already under way. */
  async end(): Promise<ShutdownResult> {
    this.#runtime.kill("SIGTERM");
    const result = await this.sandbox.shutdown("spindown");
    this.kill();
    await this.#server.stop(0);
    return result;
  }

  kill(): void {
    for (const each of [this.#extension, this.#runtime]) each.kill("SIGKILL");
  }
}
