import type { HeldEnvelope } from "../held-envelope.ts";

/**
 * Envelopes in memory, one stack per pair of project keys. Fair: the pairs take turns, whatever one of them has
 * waiting. Within a pair the newest goes first, as in the reference: after an outage what matters now arrives first.
 */
export class Queues {
  readonly #stacks = new Map<string, HeldEnvelope[]>();
  size = 0;
  bytes = 0;

  push(held: HeldEnvelope): void {
    const pair = pairOf(held);
    const stack = this.#stacks.get(pair);
    if (stack) stack.push(held);
    else this.#stacks.set(pair, [held]);
    this.size++;
    this.bytes += held.sizeBytes;
  }

  /** The next one whose pair may go. Looks at each pair once at most. */
  pop(mayGo: (held: HeldEnvelope) => boolean = () => true): HeldEnvelope | undefined {
    let looked = 0;
    const pairs = this.#stacks.size;
    for (const [pair, stack] of this.#stacks) {
      if (looked++ === pairs) return undefined;
      const top = stack[stack.length - 1] as HeldEnvelope;
      if (!mayGo(top)) {
        this.#toTheEnd(pair, stack);
        continue;
      }
      stack.pop();
      this.size--;
      this.bytes -= top.sizeBytes;
      if (stack.length === 0) this.#stacks.delete(pair);
      else if (pairs > 1) this.#toTheEnd(pair, stack);
      return top;
    }
    return undefined;
  }

  /** Takes out up to `maxBytes`, the oldest first, a share of every pair: what goes to disk. */
  takeOldest(maxBytes: number): HeldEnvelope[] {
    const taken: HeldEnvelope[] = [];
    let bytes = 0;
    while (bytes < maxBytes && this.size > 0) {
      for (const [pair, stack] of this.#stacks) {
        const held = stack.shift() as HeldEnvelope;
        if (stack.length === 0) this.#stacks.delete(pair);
        taken.push(held);
        bytes += held.sizeBytes;
        this.size--;
        this.bytes -= held.sizeBytes;
        if (bytes >= maxBytes) break;
      }
    }
    return taken;
  }

  #toTheEnd(pair: string, stack: HeldEnvelope[]): void {
    this.#stacks.delete(pair);
    this.#stacks.set(pair, stack);
  }
}

export function pairOf(held: Pick<HeldEnvelope, "ownKey" | "samplingKey">): string {
  return held.ownKey === held.samplingKey ? held.ownKey : `${held.ownKey} ${held.samplingKey}`;
}
