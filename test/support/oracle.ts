import { join } from "node:path";
import type { Subprocess } from "bun";
import { pythonWith } from "./python-venv.ts";

const WHEEL_VERSION = "0.10.1";

/** What the wheel says: a result, or what it raised. */
export type Verdict<T> = { readonly value: T } | { readonly error: string; readonly kind: string };

/** Settings of the wheel's normaliser; see spec/normalization.md, section 11. */
export type NormalizerConfig = Readonly<Record<string, unknown>>;

/**
 * Sentry's normaliser, scrubber and validators as the public wheel `sentry-relay`: a Python child that answers calls one after
 * another. Payloads and results travel as JSON texts, so that numbers keep their digits.
 */
export class Oracle {
  readonly #child: Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(child: Subprocess<"pipe", "pipe", "inherit">) {
    this.#child = child;
    this.#lines = lines(child.stdout);
  }

  /** Installs the wheel on first use. */
  static async start(): Promise<Oracle> {
    const python = await pythonWith("sentry-relay", WHEEL_VERSION);
    const script = join(import.meta.dir, "oracle/oracle.py");
    return new Oracle(Bun.spawn([python, script], { stdin: "pipe", stdout: "pipe", stderr: "inherit" }));
  }

  /** The event normalised; JSON in, JSON out. */
  normalizeEvent(event: string, config: NormalizerConfig = {}): Promise<Verdict<string>> {
    return this.call("normalize_event", event, config);
  }

  /** The event parsed, scrubbed and written again, without normalising. An empty config scrubs nothing. */
  stripEvent(config: unknown, event: string): Promise<Verdict<string>> {
    return this.call("pii_strip_event", config, event);
  }

  /** Any function of `sentry_relay.processing` by its name. */
  call<T>(name: string, ...args: readonly unknown[]): Promise<Verdict<T>> {
    const answer = this.#last.then(() => this.#ask<T>({ call: name, args }));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#child.exited;
  }

  async #ask<T>(request: unknown): Promise<Verdict<T>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    this.#child.stdin.flush();
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the oracle ended");
    return JSON.parse(value) as Verdict<T>;
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const parts = rest.split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
