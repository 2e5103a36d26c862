/** A started timer. */
export interface Timer {
  /** Ends it; nothing happens when it has already fired. */
  cancel(): void;
}

/** The only source of time for everything above the kernel. */
export interface Clock {
  /** Wall time, Unix milliseconds. May jump. */
  nowMs(): number;
  /** Never goes back; its zero means nothing. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Timer;
}

/** Longest delay `setTimeout` takes; longer ones would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    let handle: ReturnType<typeof setTimeout>;
    const arm = (leftMs: number): void => {
      handle =
        leftMs > LONGEST_TIMEOUT_MS
          ? setTimeout(() => arm(leftMs - LONGEST_TIMEOUT_MS), LONGEST_TIMEOUT_MS)
          : setTimeout(run, Math.max(leftMs, 0));
    };
    arm(delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
