import type { RelayProcess } from "./relay-process.ts";
import { numberedEnvelope, sendEnvelope } from "./traffic.ts";
import { pause } from "./wait.ts";

/** An ordinary client that sends now and then, and notes how long each answer took: is anybody else delayed? */
export class Bystander {
  readonly answersMs: number[] = [];
  readonly failures: string[] = [];
  #running = true;
  readonly #done: Promise<void>;

  constructor(relay: RelayProcess, everyMs = 20) {
    this.#done = this.#run(relay, everyMs);
  }

  /** @returns the slowest answer, in ms. @throws Error when one was no 200 */
  async stop(): Promise<number> {
    this.#running = false;
    await this.#done;
    if (this.failures.length > 0) throw new Error(`a bystander got ${this.failures.slice(0, 3).join(", ")}`);
    if (this.answersMs.length === 0) throw new Error("the bystander sent nothing");
    return Math.max(...this.answersMs);
  }

  async #run(relay: RelayProcess, everyMs: number): Promise<void> {
    for (let n = 900_000; this.#running; n++) {
      const startedMs = performance.now();
      const status = await sendEnvelope(relay, numberedEnvelope(n)).then(
        (answer) => answer.status,
        (error: unknown) => String(error),
      );
      this.answersMs.push(performance.now() - startedMs);
      if (status !== 200) this.failures.push(String(status));
      await pause(everyMs);
    }
  }
}
