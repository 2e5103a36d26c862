import type { CategoryQuantity, DataCategory, Quantities } from "../domain/protocol/data-category.ts";
import type { Scoping } from "../domain/protocol/outcome.ts";
import { invalid, type Rejection } from "../domain/protocol/rejection.ts";
import { AssertionError } from "../kernel/base/assert.ts";

/** Whose items these are, for the outcomes. */
export interface LedgerSubject {
  readonly scoping: Scoping;
  readonly receivedAtMs: number;
  readonly eventId: string | undefined;
  readonly remoteAddr: string | undefined;
  /** Row of the spool where the envelope still is. */
  readonly row?: number | undefined;
}

/** Where rejections are told. Called once per rejected item; never throws. */
export interface RejectionSink {
  rejected(rejection: Rejection, quantities: Quantities, subject: LedgerSubject): void;
}

export interface LedgerBookOptions {
  readonly sink: RejectionSink;
  /**
   * Tests and development: an item without an end is an AssertionError. Otherwise it is reported as rejected with
   * `internal`.
   */
  readonly strict: boolean;
}

/**
 * All ledgers of one Arbiter. One ledger follows what arrived together:
 *
 *     accepted = forwarded + rejected + pending      per data category, at any time
 *     pending = 0                                    when it is settled
 */
export class LedgerBook {
  readonly options: LedgerBookOptions;
  /** Ledgers opened and not settled yet: 0 when nothing is on its way. */
  open = 0;

  constructor(options: LedgerBookOptions) {
    this.options = options;
  }

  start(subject: LedgerSubject): Ledger {
    this.open += 1;
    return new Ledger(this, subject);
  }
}

/** Keeps count of what came in and what became of it; made by {@link LedgerBook.start}. */
export class Ledger {
  #subject: LedgerSubject;
  readonly #book: LedgerBook;
  /** Nearly all ledgers are of few categories: two lists beat a map. */
  readonly #categories: DataCategory[] = [];
  readonly #pending: number[] = [];
  #settled = false;
  /** Whether the sink was told of anything. */
  hasRejected = false;

  constructor(book: LedgerBook, subject: LedgerSubject) {
    this.#book = book;
    this.#subject = subject;
  }

  /** Things came in, or turned out to hold more than they said. */
  accept(quantities: Quantities): void {
    for (const { category, quantity } of quantities) this.#add(category, quantity);
  }

  /** Things left for the next owner: upstream, the spool, a queue of its own. */
  forward(quantities: Quantities): void {
    for (const { category, quantity } of quantities) this.#add(category, -quantity);
  }

  /** Things were refused; the sink is told. */
  reject(rejection: Rejection, quantities: Quantities): void {
    this.forward(quantities);
    this.hasRejected = true;
    this.#book.options.sink.rejected(rejection, quantities, this.#subject);
  }

  /** Things were refused that nothing was counted as before: a crash report is also the event it would have made. */
  rejectUncounted(rejection: Rejection, quantities: Quantities): void {
    this.accept(quantities);
    this.reject(rejection, quantities);
  }

  /** What has been counted one way counts another way from here on, as when a container is opened. */
  recount(before: Quantities, after: Quantities): void {
    this.forward(before);
    this.accept(after);
  }

  /** The project's state says more about whose data it is, and the hold where it lies. */
  identify(scoping: Scoping, row: number | undefined): void {
    this.#subject = { ...this.#subject, scoping, row };
  }

  /** What has no end yet; empty when balanced. */
  pending(): Quantities {
    const left: CategoryQuantity[] = [];
    for (let i = 0; i < this.#pending.length; i++) {
      const quantity = this.#pending[i] as number;
      if (quantity !== 0) left.push({ category: this.#categories[i] as DataCategory, quantity });
    }
    return left;
  }

  /**
   * Closes the ledger: everything must have had its end.
   * @throws AssertionError in a strict book when something has not
   */
  settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#book.open -= 1;
    const left = this.pending();
    if (left.length === 0) return;
    if (this.#book.options.strict) {
      const what = left.map(({ category, quantity }) => `${category} ${quantity}`).join(", ");
      throw new AssertionError(`items without an end: ${what}`);
    }
    const lost = left.filter(({ quantity }) => quantity > 0);
    if (lost.length > 0) this.#book.options.sink.rejected(invalid("internal"), lost, this.#subject);
  }

  #add(category: DataCategory, quantity: number): void {
    const at = this.#categories.indexOf(category);
    if (at >= 0) (this.#pending[at] as number) += quantity;
    else {
      this.#categories.push(category);
      this.#pending.push(quantity);
    }
  }
}
