/** One who holds reserved places: the receiving end of a link. */
export interface Claimant {
  /** Somebody was refused: give back what is not in use. */
  recall(): void;
}

/** Places in a mailbox that are promised to senders in other Arbiters. */
export class Reservations {
  slots = 0;
  bytes = 0;
  urgentSlots = 0;
  readonly claimants = new Set<Claimant>();

  add(urgent: boolean, slots: number, bytes: number): void {
    if (urgent) this.urgentSlots += slots;
    else {
      this.slots += slots;
      this.bytes += bytes;
    }
  }

  recall(): void {
    if (this.slots > 0 || this.bytes > 0 || this.urgentSlots > 0)
      for (const claimant of this.claimants) claimant.recall();
  }
}
