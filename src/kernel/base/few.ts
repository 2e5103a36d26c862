/**
 * A set of few things that come and go all the time, such as what is under way. An array, because JavaScriptCore's Set and
 * Map are made anew after some additions, and each old table keeps the next one and all it held alive until a full
 * collection: with one addition per message nearly all garbage would outlive the young generation.
 *
 * Finding takes a look at each member: for hundreds, not for thousands. In no order.
 */
export class Few<T> implements Iterable<T> {
  readonly #members: T[] = [];

  get size(): number {
    return this.#members.length;
  }

  /** `member` must not be in it yet. */
  add(member: T): void {
    this.#members.push(member);
  }

  /** @returns whether it was there */
  delete(member: T): boolean {
    const at = this.#members.indexOf(member);
    if (at < 0) return false;
    const last = this.#members.pop() as T;
    if (at < this.#members.length) this.#members[at] = last;
    return true;
  }

  takeAll(): T[] {
    return this.#members.splice(0);
  }

  /** Goes over those that are there now, whatever is deleted meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.#members].values();
  }
}
