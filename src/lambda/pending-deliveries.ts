import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { HoldWatch } from "../pipeline/hold/protocol.ts";
import type { PendingWork } from "./hold-decision.ts";

/** What is wanted of the upstream: a managed relay registers there, and asks for what it needs to know. */
export type UpstreamUse = "deliveries" | "questions" | "registration";

/**
 * How much is taken and not yet delivered, since when, and whether the upstream answers; tells of every change.
 *
 * What waits for its project counts like what is on its way: both would be frozen. Shared by those of one thread who
 * know, and outlives their restarts.
 */
export class PendingDeliveries implements HoldWatch {
  /** Arrival of each pending envelope, oldest first. */
  readonly #pending = new Map<string, { readonly atMs: number; readonly isUrgent: boolean }>();
  readonly #failing = new Set<UpstreamUse>();
  readonly #tell: (pending: PendingWork) => void;
  #urgent = 0;

  constructor(tell: (pending: PendingWork) => void) {
    this.#tell = tell;
  }

  /** Envelopes taken and neither delivered nor refused; those on disk are among them. */
  get size(): number {
    return this.#pending.size;
  }

  /** The upstream will never take anything: it has refused this relay. */
  get isHopeless(): boolean {
    return this.#failing.has("registration");
  }

  begins(): void {
    if (this.#pending.size === 0) return;
    this.#pending.clear();
    this.#urgent = 0;
    this.#changed();
  }

  has(held: HeldEnvelope): void {
    const key = keyOf(held);
    if (this.#pending.has(key)) return;
    const isUrgent = held.quantities.some(({ category }) => category === "error");
    this.#pending.set(key, { atMs: held.receivedAtMs, isUrgent });
    if (isUrgent) this.#urgent += 1;
    this.#changed();
  }

  done(held: HeldEnvelope): void {
    const key = keyOf(held);
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    this.#pending.delete(key);
    if (pending.isUrgent) this.#urgent -= 1;
    this.#changed();
  }

  answered(use: UpstreamUse, { isFailing }: { readonly isFailing: boolean }): void {
    if (isFailing === this.#failing.has(use)) return;
    if (isFailing) this.#failing.add(use);
    else this.#failing.delete(use);
    this.#changed();
  }

  #changed(): void {
    const [oldest] = this.#pending.values();
    this.#tell({
      envelopes: this.#pending.size,
      urgent: this.#urgent,
      oldestAtMs: oldest?.atMs,
      upstreamFailing: this.#failing.size > 0,
    });
  }
}

/** The same envelope comes again as another object after a retry through the disk. */
function keyOf(held: HeldEnvelope): string {
  return `${held.receivedAtMs}:${held.eventId ?? ""}:${held.sizeBytes}`;
}
