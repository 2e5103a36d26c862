import type { ProbeOutcome } from "./protocol.ts";

/** The answers of one round of probes; complete when all have answered or none may any more. */
export class ProbeRun {
  readonly #names: readonly string[];
  readonly #outcomes: (ProbeOutcome | undefined)[];
  #missing: number;
  #isClosed = false;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#outcomes = names.map(() => undefined);
    this.#missing = names.length;
  }

  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /** @returns whether this was the last answer that was missing */
  answer(index: number, isHealthy: boolean): boolean {
    if (this.#isClosed || this.#outcomes[index] !== undefined) return false;
    this.#outcomes[index] = isHealthy ? "healthy" : "failed";
    this.#missing--;
    return this.isComplete;
  }

  /** Time is up: what has not answered will not. @returns whether anything was missing */
  close(): boolean {
    if (this.isComplete || this.#isClosed) return false;
    this.#isClosed = true;
    return true;
  }

  outcomes(): readonly { readonly name: string; readonly outcome: ProbeOutcome }[] {
    return this.#names.map((name, index) => ({ name, outcome: this.#outcomes[index] ?? "timed_out" }));
  }
}
