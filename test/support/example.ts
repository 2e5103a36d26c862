import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "./free-port.ts";
import { waitUntil } from "./wait.ts";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");
const START_LIMIT_MS = 20_000;

export interface ExampleOptions {
  /** The example's config folder, used as a copy; without one a new, empty folder. */
  readonly relay?: string;
  /** Instead of the upstream that the example names. */
  readonly upstream: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that tells that the relay is ready, instead of its endpoint. */
  readonly health?: readonly string[];
}

export interface ExampleSender {
  readonly key: string;
  readonly projectId?: number;
  readonly origin?: string;
}

/** The relay of an example, as its README starts it, with upstream and port replaced by environment variables. */
export class ExampleRelay {
  readonly folder = mkdtempSync(join(tmpdir(), "baton-example-"));
  readonly url: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #hasConfig: boolean;
  #process: ReturnType<ExampleRelay["spawn"]> | undefined;

  constructor({ relay, upstream, env }: ExampleOptions) {
    if (relay !== undefined) cpSync(relay, this.folder, { recursive: true });
    this.#hasConfig = relay !== undefined;
    const port = freePort();
    this.url = `http://127.0.0.1:${port}`;
    const replaced = { RELAY_HOST: "127.0.0.1", RELAY_PORT: String(port), RELAY_UPSTREAM_URL: upstream };
    this.#env = { ...process.env, ...env, ...replaced };
  }

  /** Starts it and waits until it is ready. */
  static async start(options: ExampleOptions): Promise<ExampleRelay> {
    const relay = new ExampleRelay(options);
    await relay.run(options.health);
    return relay;
  }

  /** Starts `baton` with these words, as the relay's user would. */
  spawn(words: readonly string[]) {
    const config = this.#hasConfig ? ["--config", this.folder] : [];
    return Bun.spawn([process.execPath, MAIN, ...config, ...words], {
      env: this.#env,
      cwd: this.folder,
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
    });
  }

  async run(health?: readonly string[]): Promise<void> {
    this.#process = this.spawn(["run"]);
    const ready = async () => {
      if (this.#process?.exitCode != null) throw new Error(`ended with ${this.#process.exitCode}`);
      if (health !== undefined) return (await this.spawn(health).exited) === 0;
      return (await fetch(`${this.url}/api/relay/healthcheck/ready/`).catch(() => undefined))?.ok === true;
    };
    await waitUntil(ready, START_LIMIT_MS, () => "the relay is not ready");
  }

  /** Sends an event as an SDK does. @returns the answer's status */
  async send(event: string, options: ExampleSender): Promise<number> {
    const { key, projectId = 42, origin } = options;
    const answer = await fetch(`${this.url}/api/${projectId}/envelope/`, {
      method: "POST",
      headers: {
        "X-Sentry-Auth": `Sentry sentry_version=7, sentry_key=${key}, sentry_client=example/1.0`,
        ...(origin === undefined ? {} : { origin }),
      },
      body: `{}\n{"type":"event"}\n${event}\n`,
    });
    await answer.body?.cancel();
    return answer.status;
  }

  /** Sends until it is told `status`: before a thread knows the project it takes what it drops a moment later. */
  async refuses(status: number, options: ExampleSender): Promise<void> {
    await waitUntil(
      async () => (await this.send('{"message":"not wanted"}', options)) === status,
      START_LIMIT_MS,
      () => `${JSON.stringify(options)} is not answered with ${status}`,
    );
  }

  /** SIGTERM. @throws Error unless it ends with 0 */
  async stop(): Promise<void> {
    this.#process?.kill("SIGTERM");
    const exitCode = await this.#process?.exited;
    if (exitCode !== 0) throw new Error(`the relay ended with ${exitCode}`);
  }

  [Symbol.dispose](): void {
    this.#process?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @throws Error unless both are the same */
export function mustBe(what: string, actual: unknown, expected: unknown): void {
  if (!Bun.deepEquals(actual, expected)) {
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
}
