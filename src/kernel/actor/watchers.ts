import type { Terminated } from "./context.ts";

/** Those who want to know when one actor has ended for good. They are told once; who comes late is told at once. */
export class Watchers {
  #ended: Terminated | undefined;
  #all: Set<(ended: Terminated) => void> | undefined;

  get size(): number {
    return this.#all?.size ?? 0;
  }

  /** @returns how to forget it */
  add(tell: (ended: Terminated) => void): () => void {
    if (this.#ended !== undefined) {
      tell(this.#ended);
      return () => {};
    }
    this.#all ??= new Set();
    this.#all.add(tell);
    return () => void this.#all?.delete(tell);
  }

  tell(ended: Terminated): void {
    if (this.#ended !== undefined) return;
    this.#ended = ended;
    const all = this.#all;
    this.#all = undefined;
    for (const tell of all ?? []) tell(ended);
  }
}
