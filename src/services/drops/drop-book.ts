import type { Drop, DropTotal } from "./protocol.ts";

/** Equal drops of the last while, for one line of the log. */
export interface DropSummary extends DropTotal {
  /** How often, as opposed to how much. */
  readonly times: number;
}

export interface DropBookOptions {
  /** Latest drops that are kept. */
  readonly recent: number;
  /** Different drops that are counted apart; further ones count without their reason and rule, which clients may invent. */
  readonly kinds: number;
  /** Equal drops are summed up over this long before they are told again. */
  readonly tellEveryMs: number;
}

interface Count {
  total: DropTotal;
  times: number;
  untold: number;
  untoldQuantity: number;
  toldAtMs: number;
}

/** Counts drops, keeps the latest, and says which are worth a line in the log. Pure: time comes in. */
export class DropBook {
  readonly #options: DropBookOptions;
  readonly #recent: Drop[] = [];
  readonly #counts = new Map<string, Count>();
  #next = 0;

  constructor(options: DropBookOptions) {
    this.#options = options;
  }

  add(drop: Drop): void {
    if (this.#recent.length < this.#options.recent) this.#recent.push(drop);
    else this.#recent[this.#next] = drop;
    this.#next = (this.#next + 1) % this.#options.recent;
    const count = this.#countOf(drop);
    count.total = { ...count.total, quantity: count.total.quantity + drop.quantity };
    count.times++;
    count.untold++;
    count.untoldQuantity += drop.quantity;
  }

  #countOf(drop: Drop): Count {
    const { stage, outcome, category } = drop;
    let { reason, rule } = drop;
    let name = `${stage} ${outcome} ${category} ${reason ?? ""} ${rule ?? ""}`;
    if (!this.#counts.has(name) && this.#counts.size >= this.#options.kinds) {
      [reason, rule] = ["(other)", undefined];
      name = `${stage} ${outcome} ${category} (other)`;
    }
    let count = this.#counts.get(name);
    if (count === undefined) {
      const total = { stage, outcome, reason, rule, category, quantity: 0 };
      count = { total, times: 0, untold: 0, untoldQuantity: 0, toldAtMs: Number.NEGATIVE_INFINITY };
      this.#counts.set(name, count);
    }
    return count;
  }

  /** What may be logged now: each kind once in `tellEveryMs`, with all of it that was not told before. */
  takeUntold(nowMs: number): readonly DropSummary[] {
    const summaries: DropSummary[] = [];
    for (const count of this.#counts.values()) {
      if (count.untold === 0 || nowMs - count.toldAtMs < this.#options.tellEveryMs) continue;
      summaries.push({ ...count.total, quantity: count.untoldQuantity, times: count.untold });
      count.toldAtMs = nowMs;
      count.untold = 0;
      count.untoldQuantity = 0;
    }
    return summaries;
  }

  /** Whether something waits to be told. */
  get hasUntold(): boolean {
    for (const { untold } of this.#counts.values()) if (untold > 0) return true;
    return false;
  }

  /** Oldest first. */
  recent(): readonly Drop[] {
    const start = this.#recent.length < this.#options.recent ? 0 : this.#next;
    return [...this.#recent.slice(start), ...this.#recent.slice(0, start)];
  }

  totals(): readonly DropTotal[] {
    return Array.from(this.#counts.values(), ({ total }) => total);
  }
}
