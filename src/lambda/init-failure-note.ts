import { readFileSync, writeFileSync } from "node:fs";

/** Remembers failed starts for the processes that come after this one. */
export interface InitFailures {
  /** Whether the same failure was reported a moment ago; if not, it is from now on. */
  isRepeated(errorType: string | undefined, nowMs: number): boolean;
}

/** A start that fails is tried again at once, and by every invocation; within this time it is the same failure. */
const SAME_MS = 60_000;

/**
 * A note in the temporary folder, which outlives the processes of an environment: a function that cannot start is started
 * again and again, each time with a new process of ours that knows nothing of the last. Without the folder nothing is
 * remembered.
 */
export class InitFailureNote implements InitFailures {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  isRepeated(errorType = "", nowMs: number): boolean {
    const last = this.#read();
    if (last?.errorType === errorType && last.atMs <= nowMs && nowMs - last.atMs < SAME_MS) return true;
    try {
      writeFileSync(this.#path, JSON.stringify({ errorType, atMs: nowMs }));
    } catch {
      // Read-only or full: then it is reported once more.
    }
    return false;
  }

  #read(): { readonly errorType: unknown; readonly atMs: number } | undefined {
    try {
      const note = JSON.parse(readFileSync(this.#path, "utf8"));
      return typeof note?.atMs === "number" ? note : undefined;
    } catch {
      return undefined;
    }
  }
}
