import { freeBytes } from "../buffers.ts";

/** As much is made ready at once for what was announced: most bodies then need no second buffer. */
const AHEAD_BYTES = 256 * 1024;

/**
 * Bytes that arrive in pieces, kept in one buffer that grows with what has come: what was announced counts up to
 * `AHEAD_BYTES`, of which the system gives the pages as they are filled.
 */
export class GrowingBuffer {
  #buffer: Buffer;
  #length = 0;
  readonly #expected: number | undefined;

  /** @param expected the final length, if known: then the last growth is exact. */
  constructor(expected?: number) {
    this.#expected = expected;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(expected ?? 4096, AHEAD_BYTES));
  }

  get length(): number {
    return this.#length;
  }

  append(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(part, this.#length);
    this.#length = needed;
  }

  /** The bytes so far, valid until the next `append`. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** The bytes, owned by the caller; what lies unused behind them is given back when it is much. */
  take(): Buffer {
    const bytes = this.bytes();
    return this.#buffer.length - bytes.length > bytes.length >> 2 ? Buffer.from(bytes) : bytes;
  }

  #grow(needed: number): void {
    const doubled = Math.max(needed, this.#buffer.length * 2);
    const target =
      this.#expected !== undefined && this.#expected <= needed * 4
        ? Math.max(this.#expected, needed)
        : doubled;
    const larger = Buffer.allocUnsafeSlow(target);
    larger.set(this.bytes());
    freeBytes(this.#buffer);
    this.#buffer = larger;
  }
}
