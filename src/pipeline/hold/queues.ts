import type { HeldEnvelope } from "../held-envelope.ts";
import type { HoldWatch } from "./protocol.ts";

/**
 * Envelopes in memory, one stack per pair of project keys. Fair: the pairs take turns, whatever one of them has
 * waiting. Within a pair the newest goes first, as in the reference: after an outage what matters now arrives first.
 *
 * A pair that may not go is parked until one of its keys is woken, so that any number of them costs nothing meanwhile.
 */
export class Queues {
  /** The only one there is: most envelopes go on at once, and leave no trace in the maps. base/few.ts says why. */
  #lone: HeldEnvelope | undefined;
  readonly #stacks = new Map<string, HeldEnvelope[]>();
  readonly #parked = new Map<string, HeldEnvelope[]>();
  /** Parked pairs by each of their keys. */
  readonly #pairsOf = new Map<string, Set<string>>();
  readonly #watch: HoldWatch | undefined;
  size = 0;
  bytes = 0;

  constructor(watch?: HoldWatch) {
    this.#watch = watch;
    watch?.begins();
  }

  /** Whether there is nothing but parked pairs. */
  get isIdle(): boolean {
    return this.#stacks.size === 0 && this.#lone === undefined;
  }

  /** Those that could go; counted, so not for every envelope. */
  get readySize(): number {
    let size = this.#lone === undefined ? 0 : 1;
    for (const stack of this.#stacks.values()) size += stack.length;
    return size;
  }

  push(held: HeldEnvelope): void {
    this.#watch?.has(held);
    if (this.size === 0) this.#lone = held;
    else {
      this.#stackLone();
      this.#stack(held);
    }
    this.size++;
    this.bytes += held.sizeBytes;
  }

  #stack(held: HeldEnvelope): void {
    const pair = pairOf(held);
    const stack = this.#stacks.get(pair) ?? this.#parked.get(pair);
    if (stack) stack.push(held);
    else this.#stacks.set(pair, [held]);
  }

  #stackLone(): void {
    const lone = this.#lone;
    this.#lone = undefined;
    if (lone !== undefined) this.#stack(lone);
  }

  /** The next one whose pair may go; pairs found that may not are parked. */
  pop(mayGo: (held: HeldEnvelope) => boolean = () => true): HeldEnvelope | undefined {
    const lone = this.#lone;
    if (lone !== undefined) {
      this.#lone = undefined;
      if (mayGo(lone)) {
        this.size = 0;
        this.bytes = 0;
        return lone;
      }
      this.#park(pairOf(lone), [lone], lone);
    }
    for (const [pair, stack] of this.#stacks) {
      const top = stack[stack.length - 1] as HeldEnvelope;
      if (!mayGo(top)) {
        this.#park(pair, stack, top);
        continue;
      }
      stack.pop();
      this.size--;
      this.bytes -= top.sizeBytes;
      if (stack.length === 0) this.#stacks.delete(pair);
      else if (this.#stacks.size > 1) this.#toTheEnd(pair, stack);
      return top;
    }
    return undefined;
  }

  /** Lets the pairs of these keys be looked at again. */
  wake(publicKeys: readonly string[]): void {
    for (const publicKey of publicKeys) {
      for (const pair of this.#pairsOf.get(publicKey) ?? []) this.#unpark(pair);
    }
  }

  /** The same for all pairs. */
  wakeAll(): void {
    for (const [pair, stack] of this.#parked) this.#stacks.set(pair, stack);
    this.#parked.clear();
    this.#pairsOf.clear();
  }

  /** Takes out about `maxBytes`, the oldest first, a share of every pair: what goes to disk. */
  takeOldest(maxBytes: number): HeldEnvelope[] {
    this.#stackLone();
    const taken: HeldEnvelope[] = [];
    let left = maxBytes;
    while (left > 0 && this.size > 0) {
      const share = left / (this.#parked.size + this.#stacks.size);
      for (const [pair, stack] of [...this.#parked, ...this.#stacks]) {
        if (left <= 0) break;
        left -= this.#takeShare(pair, stack, share, taken);
      }
    }
    return taken;
  }

  /** At least one, in one cut however long the stack is. @returns the bytes taken */
  #takeShare(pair: string, stack: HeldEnvelope[], shareBytes: number, taken: HeldEnvelope[]): number {
    let count = 0;
    let bytes = 0;
    while (count < stack.length && bytes < shareBytes) bytes += (stack[count++] as HeldEnvelope).sizeBytes;
    const first = stack[0] as HeldEnvelope;
    for (const held of stack.splice(0, count)) taken.push(held);
    if (stack.length === 0) this.#forget(pair, first);
    this.size -= count;
    this.bytes -= bytes;
    return bytes;
  }

  #park(pair: string, stack: HeldEnvelope[], { ownKey, samplingKey }: HeldEnvelope): void {
    this.#stacks.delete(pair);
    this.#parked.set(pair, stack);
    for (const key of ownKey === samplingKey ? [ownKey] : [ownKey, samplingKey]) {
      const pairs = this.#pairsOf.get(key);
      if (pairs) pairs.add(pair);
      else this.#pairsOf.set(key, new Set([pair]));
    }
  }

  #unpark(pair: string): void {
    const stack = this.#parked.get(pair);
    const first = stack?.[0];
    if (stack === undefined || first === undefined) return;
    this.#forget(pair, first);
    this.#stacks.set(pair, stack);
  }

  /** Takes a pair out of wherever it is. */
  #forget(pair: string, { ownKey, samplingKey }: HeldEnvelope): void {
    this.#stacks.delete(pair);
    if (!this.#parked.delete(pair)) return;
    for (const key of [ownKey, samplingKey]) {
      const pairs = this.#pairsOf.get(key);
      pairs?.delete(pair);
      if (pairs?.size === 0) this.#pairsOf.delete(key);
    }
  }

  #toTheEnd(pair: string, stack: HeldEnvelope[]): void {
    this.#stacks.delete(pair);
    this.#stacks.set(pair, stack);
  }
}

function pairOf(held: Pick<HeldEnvelope, "ownKey" | "samplingKey">): string {
  return held.ownKey === held.samplingKey ? held.ownKey : `${held.ownKey} ${held.samplingKey}`;
}
