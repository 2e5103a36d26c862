/** Which children are restarted when one crashes: itself, all, or itself and those started after it. */
export type SupervisionStrategy = "one_for_one" | "one_for_all" | "rest_for_one";

/** Whether a child is restarted: after a crash, or never. A child that stopped by itself is not restarted. */
export type RestartPolicy = "on_crash" | "never";

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface SupervisionOptions {
  readonly strategy?: SupervisionStrategy;
  /** More restarts than this within `withinMs`, over all children, are a crash of the owner. */
  readonly maxRestarts?: number;
  readonly withinMs?: number;
  /** Pause before the n-th restart in a row: doubles from `firstMs` up to `maxMs`. The first one is immediate. */
  readonly backoff?: Backoff;
}

export interface Supervision extends Required<SupervisionOptions> {}

const DEFAULT_SUPERVISION: Supervision = {
  strategy: "one_for_one",
  maxRestarts: 5,
  withinMs: 60_000,
  backoff: { firstMs: 100, maxMs: 10_000 },
};

export type RestartDecision =
  | { readonly kind: "restart"; readonly delayMs: number }
  | { readonly kind: "escalate" };

/** Counts restarts of one owner's children and decides the next. Pure: time comes in. */
export class RestartIntensity {
  readonly #options: Supervision;
  readonly #restartsAtMs: number[] = [];

  constructor(options: SupervisionOptions | undefined) {
    this.#options = { ...DEFAULT_SUPERVISION, ...options };
  }

  get strategy(): SupervisionStrategy {
    return this.#options.strategy;
  }

  /** @param nowMs monotonic time of the crash */
  decide(nowMs: number): RestartDecision {
    const { maxRestarts, withinMs, backoff } = this.#options;
    const recent = this.#restartsAtMs;
    while (recent.length > 0 && nowMs - (recent[0] as number) > withinMs) recent.shift();
    if (recent.length >= maxRestarts) return { kind: "escalate" };
    recent.push(nowMs);
    const inARow = recent.length - 1;
    const delayMs = inARow === 0 ? 0 : Math.min(backoff.maxMs, backoff.firstMs * 2 ** (inARow - 1));
    return { kind: "restart", delayMs };
  }
}
