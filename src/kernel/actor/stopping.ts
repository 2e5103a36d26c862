import type { Clock, Timer } from "./clock.ts";

/** How a stop proceeds: waits for hooks and messages; only for the `stopped` hooks; for nothing at all. */
export type Urgency = 0 | 1 | 2;
export const GRACEFUL = 0;
export const IMMEDIATE = 1;
export const ABANDONED = 2;

export type StopMode = "graceful" | "immediate";

/** A graceful stop without a deadline of its own becomes immediate after this. */
export const GRACEFUL_LIMIT_MS = 30_000;
/** An immediate stop no longer waits for hooks after this. */
export const IMMEDIATE_LIMIT_MS = 5_000;

/**
 * The patience of one actor's stop. It only ever becomes more urgent: by a second request, by the stop of the owner, or by the
 * deadline.
 *
 *     graceful ──deadline──► immediate ──5 s──► abandoned
 *
 * Invariant: a wait ends when its work does, or when the urgency reaches the level from which it is not waited for.
 */
export class Stopping {
  urgency: Urgency;
  readonly #clock: Clock;
  readonly #raised: (urgency: Urgency) => void;
  #timer: Timer | undefined;
  #waits: { readonly until: Urgency; readonly giveUp: () => void }[] = [];

  /** @param raised told when it has become more urgent, to hurry the children */
  constructor(clock: Clock, urgency: Urgency, raised: (urgency: Urgency) => void) {
    this.#clock = clock;
    this.urgency = urgency;
    this.#raised = raised;
  }

  /** Bounds it: after `afterMs` it becomes more urgent, and soon after that it waits for nothing. */
  bound(afterMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.urgency === ABANDONED || afterMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.after(afterMs, () => {
      this.#timer = undefined;
      this.raise(this.urgency === GRACEFUL ? IMMEDIATE : ABANDONED);
      this.bound(IMMEDIATE_LIMIT_MS);
    });
  }

  raise(urgency: Urgency): void {
    if (urgency <= this.urgency) return;
    this.urgency = urgency;
    const waits = this.#waits;
    this.#waits = waits.filter(({ until }) => until > urgency);
    this.#raised(urgency);
    for (const { until, giveUp } of waits) if (until <= urgency) giveUp();
  }

  /**
   * Waits for `work`, which must not reject, until the urgency is `until`.
   * @returns false when it was given up
   */
  async wait(work: Promise<unknown>, until: Urgency): Promise<boolean> {
    if (this.urgency >= until) return false;
    const given = Promise.withResolvers<boolean>();
    const wait = { until, giveUp: () => given.resolve(false) };
    this.#waits.push(wait);
    work.then(() => given.resolve(true));
    const done = await given.promise;
    this.#waits = this.#waits.filter((other) => other !== wait);
    return done;
  }

  /** The stop is over. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
