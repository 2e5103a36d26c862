import { Few } from "../../kernel/base/few.ts";
import type { HeldEnvelope } from "../held-envelope.ts";

/** Share of the budget that may be on its way to the upstream: there an envelope takes several times its bytes. */
const BYTES_SHARE = 0.15;

/** The envelopes on their way. */
export class Flights {
  readonly #flying = new Few<HeldEnvelope>();
  readonly #maxCount: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxCount: number, budgetBytes: number) {
    this.#maxCount = maxCount;
    this.#maxBytes = budgetBytes * BYTES_SHARE;
  }

  get size(): number {
    return this.#flying.size;
  }

  /** Whether one more may go; one always may, however large it is. */
  get hasRoom(): boolean {
    return this.#flying.size < this.#maxCount && this.#bytes < this.#maxBytes;
  }

  /** How many more may go, as long as they are small. */
  get room(): number {
    return this.hasRoom ? this.#maxCount - this.#flying.size : 0;
  }

  add(held: HeldEnvelope): void {
    this.#flying.add(held);
    this.#bytes += held.sizeBytes;
  }

  /** @returns whether it was on its way */
  delete(held: HeldEnvelope): boolean {
    const was = this.#flying.delete(held);
    if (was) this.#bytes -= held.sizeBytes;
    return was;
  }

  takeAll(): HeldEnvelope[] {
    this.#bytes = 0;
    return this.#flying.takeAll();
  }
}
