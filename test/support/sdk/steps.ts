import { join } from "node:path";
import { ensureVenv, pythonOfVenv } from "./sdks.ts";

/** What the applications can be told to do; each sends one envelope, the session of Node two. */
export type Step = "error" | "trace" | "log" | "metric" | "check_in" | "session";

/** An application with a real SDK, which sends what it is told to, when it is told to. */
export class StepsApp {
  readonly #process: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly #lines: AsyncIterator<string>;

  private constructor(command: string[], dsn: string) {
    this.#process = Bun.spawn(command, {
      env: { PATH: process.env.PATH ?? "", SENTRY_DSN: dsn },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#lines = linesOf(this.#process.stdout);
  }

  static node(dsn: string): StepsApp {
    return new StepsApp(["node", join(import.meta.dir, "steps.mjs")], dsn);
  }

  static async python(dsn: string): Promise<StepsApp> {
    await ensureVenv();
    return new StepsApp([pythonOfVenv, join(import.meta.dir, "steps.py")], dsn);
  }

  /** Resolves when the SDK has an answer to what it sent, if it sent anything. */
  async do(...steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      this.#process.stdin.write(`${step}\n`);
      await this.#process.stdin.flush();
      const { value } = await this.#lines.next();
      if (value !== step) throw new Error(`${step}: ${await new Response(this.#process.stderr).text()}`);
    }
  }

  /** Ends the application as its users do: the SDK sends what it still has to say. */
  async end(): Promise<void> {
    await this.#process.stdin.end();
    const errors = await new Response(this.#process.stderr).text();
    if ((await this.#process.exited) !== 0) throw new Error(errors);
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}
