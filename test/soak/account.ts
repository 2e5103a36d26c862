import type { Amounts } from "./traffic.ts";

/** How the process that acknowledged an envelope ended. */
export type Ending = "SIGKILL" | "SIGTERM";
/** `refused`: the upstream answered with a final error, so nobody sends it again. */
export type Whereabouts = "delivered" | "refused" | "spooled";

export interface AccountLine {
  readonly category: string;
  /** Answered with 200, or with 429, which the relay has to report. */
  readonly offered: number;
  readonly delivered: number;
  readonly refused: number;
  /** Told to the upstream in client reports. */
  readonly reported: number;
  readonly spooled: number;
  /** What is left of `offered`. */
  readonly lost: number;
  /** Acknowledged by a process that was killed, and seen nowhere: more than this cannot be the kill's fault. */
  readonly killed: number;
}

interface Sent {
  readonly amounts: Amounts;
  /** Which process of the relay it was sent to. */
  readonly life: number;
  status?: number;
  found?: { readonly where: Whereabouts; readonly amounts: Amounts };
  copies: number;
}

/** Where every envelope of a soak is, told by what was answered and by what the upstream and the disk hold. */
export class Account {
  readonly #sent: Sent[] = [];
  readonly #reported: Record<string, number> = {};
  readonly #endings: Ending[] = [];

  /** An envelope is about to be sent. @returns its number */
  next(amounts: Amounts): number {
    return this.#sent.push({ amounts, life: this.#endings.length, copies: 0 }) - 1;
  }

  answered(n: number, status: number): void {
    const sent = this.#sent[n];
    if (sent !== undefined) sent.status = status;
  }

  /** Envelope `n` was seen with these items; what is seen first counts, except that it may come back from the disk. */
  found(n: number, where: Whereabouts, amounts: Amounts): void {
    const sent = this.#sent[n];
    if (sent === undefined) throw new Error(`envelope ${n} was never sent`);
    if (where === "delivered") sent.copies++;
    sent.found ??= { where, amounts };
  }

  reported(category: string, quantity: number): void {
    add(this.#reported, { [category]: quantity });
  }

  /** The relay's process ended; what is sent from now on goes to the next. */
  ended(how: Ending): void {
    this.#endings.push(how);
  }

  /** Whether this process of the relay or a later one was killed. */
  wasKilledSince(life: number): boolean {
    return this.#endings.slice(life).includes("SIGKILL");
  }

  get acknowledged(): number {
    return this.#sent.filter(({ status }) => status === 200).length;
  }

  /** Envelopes that arrived more than once, and the most copies of one. */
  get copies(): { readonly twice: number; readonly most: number } {
    const counts = this.#sent.map(({ copies }) => copies);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    return { twice: counts.filter((count) => count > 1).length, most };
  }

  /** Per category: offered = delivered + refused + reported + spooled + lost. */
  lines(): AccountLine[] {
    const offered: Record<string, number> = {};
    const killed: Record<string, number> = {};
    const ends: Record<Whereabouts, Record<string, number>> = { delivered: {}, refused: {}, spooled: {} };
    for (const { status, amounts, life, found } of this.#sent) {
      if (status !== 200 && status !== 429) continue; // its sender knows that it was not taken
      add(offered, amounts);
      if (found !== undefined) add(ends[found.where], found.amounts);
      else if (status === 200 && this.#endings[life] === "SIGKILL") add(killed, amounts);
    }
    return Object.keys(offered)
      .toSorted()
      .map((category) => {
        const of = (sums: Readonly<Record<string, number>>) => sums[category] ?? 0;
        const line = {
          category,
          offered: of(offered),
          delivered: of(ends.delivered),
          refused: of(ends.refused),
          reported: of(this.#reported),
          spooled: of(ends.spooled),
          killed: of(killed),
        };
        const { delivered, refused, reported, spooled } = line;
        return { ...line, lost: line.offered - delivered - refused - reported - spooled };
      });
  }
}

function add(sums: Record<string, number>, amounts: Amounts): void {
  for (const [category, quantity] of Object.entries(amounts))
    sums[category] = (sums[category] ?? 0) + quantity;
}
