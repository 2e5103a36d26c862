import type { RelayInfo } from "../../domain/auth/signed-request.ts";

interface Known {
  readonly relay: RelayInfo | undefined;
  readonly untilMs: number;
}

interface Asked {
  readonly deadlineMs: number;
  readonly tell: ((relay: RelayInfo | undefined) => void)[];
}

export interface RelayLookupOptions {
  /** How long a relay that the upstream knows is believed, and one that it does not. */
  readonly hitMs: number;
  readonly missMs: number;
  /** Relays remembered, and asked about, at most. */
  readonly maxKnown: number;
  readonly maxAsked: number;
}

/**
 * Which relays are known, and which are being asked about. Pure: time (monotonic) comes in. Only ids that somebody asked
 * for with a signature in hand get here, but anybody can make up an id: both sides are bounded.
 */
export class RelayLookups {
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Asked>();
  readonly #options: RelayLookupOptions;

  constructor(options: RelayLookupOptions) {
    this.#options = options;
  }

  /** `undefined`: nothing is known; `null`: known to be nobody. */
  get(relayId: string, nowMs: number): RelayInfo | null | undefined {
    const known = this.#known.get(relayId);
    if (known === undefined || known.untilMs <= nowMs) return undefined;
    return known.relay ?? null;
  }

  /** Asks for one. @returns whether it waits now; `false`: too many do */
  ask(relayId: string, deadlineMs: number, tell: (relay: RelayInfo | undefined) => void): boolean {
    const asked = this.#asked.get(relayId);
    if (asked !== undefined) {
      asked.tell.push(tell);
      return true;
    }
    if (this.#asked.size >= this.#options.maxAsked) return false;
    this.#asked.set(relayId, { deadlineMs, tell: [tell] });
    return true;
  }

  /** Ids to ask the upstream about, those that wait longest first. */
  batch(maxSize: number): readonly string[] {
    const ids: string[] = [];
    for (const id of this.#asked.keys()) {
      if (ids.length === maxSize) break;
      ids.push(id);
    }
    return ids;
  }

  get isWaiting(): boolean {
    return this.#asked.size > 0;
  }

  /** The upstream has answered for these ids. */
  answered(ids: readonly string[], relays: ReadonlyMap<string, RelayInfo>, nowMs: number): void {
    const { hitMs, missMs, maxKnown } = this.#options;
    for (const id of ids) {
      const relay = relays.get(id);
      this.#known.delete(id);
      this.#known.set(id, { relay, untilMs: nowMs + (relay === undefined ? missMs : hitMs) });
      this.#tell(id, relay);
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= maxKnown) break;
      this.#known.delete(id);
    }
  }

  /** Who has waited until its deadline is told that nobody knows. */
  giveUp(nowMs: number): void {
    for (const [id, { deadlineMs }] of this.#asked) {
      if (deadlineMs > nowMs) break;
      this.#tell(id, undefined);
    }
  }

  #tell(id: string, relay: RelayInfo | undefined): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    for (const tell of asked?.tell ?? []) tell(relay);
  }
}
