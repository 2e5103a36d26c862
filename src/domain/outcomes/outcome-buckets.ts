import type { ReportedOutcome } from "../client-report/client-report.ts";
import type { Outcome, Scoping } from "../protocol/outcome.ts";

/** Equal outcomes of one sender in one stretch of time. */
export interface OutcomeBatch {
  /** Tells it from others of its time. */
  readonly name: string;
  readonly scoping: Scoping;
  /** Unix time of the stretch's start. */
  readonly timestampSeconds: number;
  readonly outcomes: readonly ReportedOutcome[];
}

interface Batch {
  readonly name: string;
  readonly scoping: Scoping;
  readonly timestampSeconds: number;
  readonly counts: Map<string, ReportedOutcome>;
}

/**
 * Adds up equal outcomes, by `intervalSeconds` and sender, until they are drained. Holds at most `maxEntries`
 * different ones: reasons come from clients, who may invent them. Full, it asks to be drained, and takes the
 * next ones all the same: nothing is dropped here.
 */
export class OutcomeBuckets {
  readonly #intervalSeconds: number;
  readonly #maxEntries: number;
  #batches = new Map<string, Batch>();
  #entries = 0;

  constructor(options: { readonly intervalSeconds: number; readonly maxEntries: number }) {
    this.#intervalSeconds = options.intervalSeconds;
    this.#maxEntries = options.maxEntries;
  }

  /** @returns whether it is full now, and should be drained before anything else is added */
  add(outcome: Outcome): boolean {
    const { kind, reason, category, quantity } = outcome;
    const batch = this.#batch(outcome);
    const name = `${kind} ${category} ${reason === undefined ? "" : `=${reason}`}`;
    const known = batch.counts.get(name);
    if (known === undefined) this.#entries++;
    batch.counts.set(name, { kind, reason, category, quantity: quantity + (known?.quantity ?? 0) });
    return this.#entries >= this.#maxEntries;
  }

  /** The batch that an outcome goes to. */
  nameOf({ timestampMs, scoping }: Outcome): string {
    const { publicKey, projectId = "", organizationId = "", keyId = "" } = scoping;
    return `${this.#slotOf(timestampMs)} ${publicKey} ${projectId} ${organizationId} ${keyId}`;
  }

  #slotOf(timestampMs: number): number {
    return Math.floor(timestampMs / 1000 / this.#intervalSeconds) * this.#intervalSeconds;
  }

  #batch(outcome: Outcome): Batch {
    const name = this.nameOf(outcome);
    let batch = this.#batches.get(name);
    if (batch === undefined) {
      const { scoping, timestampMs } = outcome;
      batch = { name, scoping, timestampSeconds: this.#slotOf(timestampMs), counts: new Map() };
      this.#batches.set(name, batch);
    }
    return batch;
  }

  /** Different outcomes it holds. */
  get size(): number {
    return this.#entries;
  }

  /** Hands over everything, oldest first, and is empty then. */
  drain(): readonly OutcomeBatch[] {
    const drained = this.batches();
    this.#batches = new Map();
    this.#entries = 0;
    return drained;
  }

  /** Everything, oldest first; it stays. */
  batches(): readonly OutcomeBatch[] {
    return Array.from(this.#batches.values(), ({ counts, ...batch }) => ({
      ...batch,
      outcomes: [...counts.values()],
    })).sort((a, b) => a.timestampSeconds - b.timestampSeconds);
  }
}
