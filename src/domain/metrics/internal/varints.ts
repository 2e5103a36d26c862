/** Writes whole numbers, small ones short, one after another into a buffer that is used again and again. */
export class VarintWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Starts over. */
  clear(): void {
    this.#length = 0;
  }

  /** @param value 0 to 2^53 - 1 */
  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }
}

/** The numbers that were written. */
export function readVarints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    if (byte >= 0x80) factor *= 0x80;
    else {
      values.push(value);
      value = 0;
      factor = 1;
    }
  }
  return values;
}
