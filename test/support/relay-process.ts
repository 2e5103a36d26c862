import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { freePort } from "./free-port.ts";
import { missing, referenceBinary } from "./needs.ts";
import { type ProcessStats, processStats } from "./process-stats.ts";
import { waitUntil } from "./wait.ts";

/** Which program runs: Baton from its sources, Baton as built, or the reference. */
export type RelayKind = "baton" | "dist" | "reference";

const ROOT = resolve(import.meta.dir, "../..");

/** Why the kind cannot run here, or `undefined`. */
export function whyNot(kind: RelayKind): string | undefined {
  if (kind === "dist" && !existsSync(join(ROOT, "dist/baton"))) return "dist/baton is not built";
  if (kind === "reference" && missing("reference")) return `no reference at ${referenceBinary}`;
  return undefined;
}

function commandOf(kind: RelayKind): string[] {
  if (kind === "reference") return [referenceBinary];
  if (kind === "dist") return [join(ROOT, "dist/baton")];
  return [process.execPath, join(ROOT, "src/main.ts")];
}

export interface RelayOptions {
  readonly kind?: RelayKind;
  /** `relay.upstream`. */
  readonly upstream: string;
  /** Sections of config.yml; `relay` is merged with mode, upstream, host and port. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly port?: number;
  /** Run in this folder, as a restart does; a temporary one without it, removed at the end. */
  readonly folder?: string;
  /** The folder has a config.yml, which stays as it is. Its port must be `port`. */
  readonly isConfigured?: boolean;
  /** Cores to pin the process to, as taskset writes them. */
  readonly cores?: string;
  /** Put before the command line, as `unshare …` wants it. */
  readonly wrap?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Further files of the config folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A relay as its own process, ready to serve. */
export class RelayProcess {
  readonly kind: RelayKind;
  readonly port: number;
  readonly folder: string;
  /** From the start of the process until it accepted a connection. */
  listeningAfterMs = Number.NaN;
  readonly #process: Subprocess<"ignore", "pipe", "pipe">;
  readonly #ownsFolder: boolean;
  /** Where readiness is asked: the internal listener, where there is one. */
  readonly #healthPort: number;
  #log = "";

  private constructor(kind: RelayKind, port: number, options: RelayOptions) {
    this.kind = kind;
    this.port = port;
    this.#healthPort = Number(options.config?.relay?.internal_port ?? port);
    this.#ownsFolder = options.folder === undefined;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), "relay-"));
    mkdirSync(this.folder, { recursive: true });
    const relay = {
      mode: "proxy",
      upstream: options.upstream,
      host: "127.0.0.1",
      port,
      ...options.config?.relay,
    };
    // A machine that runs tests may be short of memory: that is no reason for a relay to refuse.
    const health = { max_memory_percent: 1, ...options.config?.health };
    // YAML reads JSON.
    if (!options.isConfigured)
      writeFileSync(
        join(this.folder, "config.yml"),
        JSON.stringify({ ...options.config, health, relay }, null, 1),
      );
    for (const [name, text] of Object.entries(options.files ?? {}))
      writeFileSync(join(this.folder, name), text);
    const pin = options.cores === undefined ? [] : ["taskset", "-c", options.cores];
    this.#process = Bun.spawn(
      [...(options.wrap ?? []), ...pin, ...commandOf(kind), "-c", this.folder, "run"],
      {
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
        env: { PATH: process.env.PATH ?? "", HOME: this.folder, RELAY_LOG_LEVEL: "info", ...options.env },
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) void this.#collect(stream);
  }

  /** Starts and waits until it answers readiness. @throws Error with its log when it does not. */
  static async start(options: RelayOptions): Promise<RelayProcess> {
    const kind = options.kind ?? "baton";
    const startedAtMs = performance.now();
    const relay = new RelayProcess(kind, options.port ?? freePort(), options);
    try {
      await waitUntil(
        () => relay.#accepts(),
        15_000,
        () => "does not listen",
      );
      relay.listeningAfterMs = performance.now() - startedAtMs;
      await waitUntil(
        () => relay.isReady(),
        15_000,
        () => "is not ready",
      );
    } catch (error) {
      await relay.kill();
      throw new Error(`${kind} on port ${relay.port}: ${error}\n${relay.log}`);
    }
    return relay;
  }

  /** Starts, sends a signal as soon as the log says `when`, and waits for the end. */
  static async startAndSignal(
    options: RelayOptions,
    when: string,
    signal: "SIGTERM" | "SIGINT",
  ): Promise<{ readonly exitCode: number | null; readonly log: string }> {
    await using relay = new RelayProcess(options.kind ?? "baton", options.port ?? freePort(), options);
    await waitUntil(
      () => relay.log.includes(when),
      15_000,
      () => `never says "${when}"`,
    );
    const { exitCode } = await relay.stop(signal);
    return { exitCode, log: relay.log };
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get log(): string {
    return this.#log;
  }

  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  stats(): ProcessStats {
    return processStats(this.pid);
  }

  dsn(publicKey: string, projectId: number | string = 42): string {
    return `http://${publicKey}@127.0.0.1:${this.port}/${projectId}`;
  }

  async isReady(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`ended with exit code ${this.#process.exitCode}`);
    try {
      const answer = await fetch(`http://127.0.0.1:${this.#healthPort}/api/relay/healthcheck/ready/`, {
        signal: AbortSignal.timeout(2_000),
      });
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  /** Writes config.yml anew, with these sections in place of those it was started with. */
  rewriteConfig(sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
    const path = join(this.folder, "config.yml");
    const before = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...before, ...sections }, null, 1));
  }

  /** Only sends a signal. */
  signal(signal: "SIGUSR1" | "SIGHUP" | "SIGTERM" | "SIGINT"): void {
    this.#process.kill(signal);
  }

  /** Sends a signal and waits for the end. @returns exit code and how long it took. */
  async stop(
    signal: "SIGTERM" | "SIGINT" | "SIGQUIT" = "SIGTERM",
  ): Promise<{ exitCode: number | null; tookMs: number }> {
    const startedAtMs = performance.now();
    this.#process.kill(signal);
    await this.#process.exited;
    this.#cleanUp();
    return { exitCode: this.#process.exitCode, tookMs: performance.now() - startedAtMs };
  }

  /** kill -9; the folder stays when it was given. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    this.#cleanUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.kill();
  }

  #cleanUp(): void {
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  async #accepts(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`ended with exit code ${this.#process.exitCode}`);
    try {
      (
        await Bun.connect({ hostname: "127.0.0.1", port: this.port, socket: { data: () => undefined } })
      ).terminate();
      return true;
    } catch {
      return false;
    }
  }

  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream)
      this.#log = (this.#log + decoder.decode(chunk, { stream: true })).slice(-1_000_000);
  }
}
