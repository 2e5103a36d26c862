import {
  addQuantities,
  type CategoryQuantity,
  type DataCategory,
  type Quantities,
} from "../domain/protocol/data-category.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Item } from "../domain/protocol/item.ts";
import { itemQuantities } from "../domain/protocol/item-quantities.ts";
import type { Rejection } from "../domain/protocol/rejection.ts";
import type { Ledger, LedgerBook } from "./ledger.ts";

/** Of things that were counted as rejected and kept: they count as nothing more, whatever becomes of them. */
const DONE: Quantities = [];

interface Entry<T> {
  value: T;
  /** Fixed when the value was accepted: what it counts as does not change because a step edited it. */
  quantities: Quantities;
}

/**
 * Owns items from parse to send. Whatever it was given must end as forwarded or rejected; the ledger behind it
 * notices what does not. Steps see values, never the ledger:
 *
 *     logs.retain((log) => checkSize(log, ctx));    // a Rejection drops it, with its outcome
 *     logs.update((log) => normalizeLog(log, ctx)); // edit in place or replace
 *     send(logs.forward());                         // hands over; nothing is owned any more
 */
export class Managed<T> {
  readonly ledger: Ledger;
  #entries: Entry<T>[];

  private constructor(ledger: Ledger, entries: Entry<T>[]) {
    this.ledger = ledger;
    this.#entries = entries;
  }

  /** Takes over the items of an envelope that just arrived, in a ledger of their own. */
  static receive(envelope: Envelope, book: LedgerBook): Managed<Item> {
    const { dsn, receivedAtMs, remoteAddr } = envelope.meta;
    const ledger = book.start({
      scoping: { projectId: dsn.projectId, publicKey: dsn.publicKey },
      receivedAtMs,
      eventId: envelope.eventId,
      remoteAddr,
    });
    return Managed.accept(ledger, envelope.items, itemQuantities);
  }

  /** Adds new things to a ledger. */
  static accept<T>(ledger: Ledger, values: readonly T[], quantitiesOf: (value: T) => Quantities): Managed<T> {
    const entries = values.map((value) => ({ value, quantities: quantitiesOf(value) }));
    for (const entry of entries) ledger.accept(entry.quantities);
    return new Managed(ledger, entries);
  }

  get size(): number {
    return this.#entries.length;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** To look at; what is taken from here is still owned. */
  values(): T[] {
    return this.#entries.map((entry) => entry.value);
  }

  some(matches: (value: T) => boolean): boolean {
    for (const { value } of this.#entries) if (matches(value)) return true;
    return false;
  }

  /** Drops what `check` gives a rejection for. */
  retain(check: (value: T) => Rejection | undefined): void {
    let kept = 0;
    const entries = this.#entries;
    for (const entry of entries) {
      const rejection = check(entry.value);
      if (rejection === undefined) entries[kept++] = entry;
      else this.ledger.reject(rejection, entry.quantities);
    }
    entries.length = kept;
  }

  /** Replaces every value by what `change` returns, or leaves it, edited, when it returns nothing. */
  // biome-ignore lint/suspicious/noConfusingVoidType: an edit in place returns nothing.
  update(change: (value: T) => T | void): void {
    for (const entry of this.#entries) entry.value = change(entry.value) ?? entry.value;
  }

  /**
   * Counts what `check` gives a rejection for as rejected, and still keeps it: a crash report survives an attachment
   * limit, because it makes the event. From then on it counts as nothing.
   */
  rejectButKeep(check: (value: T) => Rejection | undefined): void {
    for (const entry of this.#entries) {
      const rejection = check(entry.value);
      if (rejection === undefined) continue;
      this.ledger.reject(rejection, entry.quantities);
      entry.quantities = DONE;
    }
  }

  /** Drops everything for one reason. */
  rejectAll(rejection: Rejection): void {
    for (const entry of this.#entries) this.ledger.reject(rejection, entry.quantities);
    this.#entries = [];
  }

  /**
   * Drops everything for one reason, but for what counts as one of `measured`: that much goes on, as metrics that stand for what
   * was dropped.
   */
  rejectBut(measured: readonly DataCategory[], rejection: Rejection): void {
    for (const { quantities } of this.#entries) {
      const isMeasured = ({ category }: CategoryQuantity): boolean => measured.includes(category);
      this.ledger.forward(quantities.filter(isMeasured));
      const rejected = quantities.filter((each) => !isMeasured(each));
      if (rejected.length > 0) this.ledger.reject(rejection, rejected);
    }
    this.#entries = [];
  }

  /** Takes out what matches, still owned, in the same ledger. */
  take(matches: (value: T) => boolean): Managed<T> {
    const taken: Entry<T>[] = [];
    const kept: Entry<T>[] = [];
    for (const entry of this.#entries) (matches(entry.value) ? taken : kept).push(entry);
    this.#entries = kept;
    return new Managed(this.ledger, taken);
  }

  /** Takes over everything that another one of the same ledger owns. */
  absorb(other: Managed<T>): void {
    this.#entries.push(...other.#release());
  }

  /**
   * Opens every value into parts, or rejects it. When the parts together do not count as what the value counted as,
   * they are right and the ledger is corrected.
   */
  expand<U>(open: (value: T) => readonly U[] | Rejection, quantitiesOf: (part: U) => Quantities): Managed<U> {
    const parts: Entry<U>[] = [];
    for (const entry of this.#release()) {
      const opened = open(entry.value);
      if ("outcome" in opened) {
        this.ledger.reject(opened, entry.quantities);
        continue;
      }
      let after: Quantities = [];
      for (const value of opened) {
        const quantities = entry.quantities === DONE ? DONE : quantitiesOf(value);
        after = addQuantities(after, quantities);
        parts.push({ value, quantities });
      }
      this.ledger.recount(entry.quantities, after);
    }
    return new Managed(this.ledger, parts);
  }

  /** Turns every value into another form of the same, or rejects it. */
  map<U extends object>(convert: (value: T) => U | Rejection): Managed<U> {
    const converted: Entry<U>[] = [];
    for (const entry of this.#release()) {
      const value = convert(entry.value);
      if (isRejection(value)) this.ledger.reject(value, entry.quantities);
      else converted.push({ value, quantities: entry.quantities });
    }
    return new Managed(this.ledger, converted);
  }

  /** Packs all values into one, which counts as all of them; nothing from nothing. */
  merge<U>(pack: (values: readonly T[]) => U): Managed<U> {
    const entries = this.#release();
    if (entries.length === 0) return new Managed<U>(this.ledger, []);
    const quantities = entries.reduce<Quantities>((sum, entry) => addQuantities(sum, entry.quantities), []);
    return new Managed(this.ledger, [{ value: pack(entries.map((entry) => entry.value)), quantities }]);
  }

  /** Orders by rank; equal ones stay in order. */
  sortBy(rank: (value: T) => number): void {
    this.#entries.sort((a, b) => rank(a.value) - rank(b.value));
  }

  /** Counts everything anew, after a step that really changed how much there is. */
  recount(quantitiesOf: (value: T) => Quantities): void {
    for (const entry of this.#entries) {
      if (entry.quantities === DONE) continue;
      const quantities = quantitiesOf(entry.value);
      this.ledger.recount(entry.quantities, quantities);
      entry.quantities = quantities;
    }
  }

  /** Hands everything to the next owner, who answers for it from here on. */
  forward(): T[] {
    const entries = this.#release();
    for (const entry of entries) this.ledger.forward(entry.quantities);
    return entries.map((entry) => entry.value);
  }

  #release(): Entry<T>[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }
}

function isRejection(value: object): value is Rejection {
  return "outcome" in value && ("reason" in value || "genericFilterId" in value);
}
