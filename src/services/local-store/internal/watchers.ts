interface Watcher {
  /** Looks again. @returns whether it has answered */
  look(): boolean;
  answer(): void;
  readonly untilMs: number;
}

/** Askers that wait for something new. Bounded by the requests that wait; each is answered at its deadline at the latest. */
export class Watchers {
  #waiting: Watcher[] = [];

  /** The answer at once when it is worth something, else a promise of the next one that is. */
  answer<T>(look: () => T, worth: (answer: T) => boolean, waitMs: number, nowMs: number): T | Promise<T> {
    const now = look();
    if (waitMs <= 0 || worth(now)) return now;
    const reply = Promise.withResolvers<T>();
    this.#waiting.push({
      untilMs: nowMs + waitMs,
      look: () => {
        const next = look();
        if (worth(next)) reply.resolve(next);
        return worth(next);
      },
      answer: () => reply.resolve(look()),
    });
    return reply.promise;
  }

  /** Something changed: answers those it concerns. */
  wake(): void {
    if (this.#waiting.length > 0) this.#waiting = this.#waiting.filter((watcher) => !watcher.look());
  }

  /** Answers those whose time is up, with what there is. */
  giveUp(nowMs: number): void {
    if (this.#waiting.every((watcher) => watcher.untilMs > nowMs)) return;
    const over = this.#waiting.filter((watcher) => watcher.untilMs <= nowMs);
    this.#waiting = this.#waiting.filter((watcher) => watcher.untilMs > nowMs);
    for (const watcher of over) watcher.answer();
  }
}
