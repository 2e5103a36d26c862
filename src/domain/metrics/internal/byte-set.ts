/** Bytes that one key costs beside its own: its end, its hash, its places in the hash table. */
export const KEY_OVERHEAD_BYTES = 16;

/**
 * Byte strings, each once, numbered from 0 in the order in which they came. All of them lie in a few typed arrays
 * rather than in an object each: a million short ones take some 30 MB, and the garbage collector never sees them.
 */
export class ByteSet {
  #bytes = new Uint8Array(64);
  /** Where each key ends; it starts where the one before ends. */
  #ends = new Uint32Array(8);
  #hashes = new Uint32Array(8);
  /** Open addressing: number of the key plus 1, or 0. Always a power of two long. */
  #table = new Uint32Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes of all keys together. */
  get usedBytes(): number {
    return this.#size === 0 ? 0 : (this.#ends[this.#size - 1] as number);
  }

  /** The number of the first `length` bytes of `key`, which are copied if they are new. */
  indexOf(key: Uint8Array, length: number): number {
    const hash = hashOf(key, length);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#table[slot] as number;
      if (entry === 0) break;
      if (this.#hashes[entry - 1] === hash && this.#equals(entry - 1, key, length)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.#append(key, length, hash);
    this.#table[slot] = this.#size;
    if (this.#size * 4 > this.#table.length * 3) this.#rehash();
    return this.#size - 1;
  }

  /** A view of the bytes of the key of this number, good until the next one is added. */
  at(index: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(index), this.#ends[index]);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  #equals(index: number, key: Uint8Array, length: number): boolean {
    const start = this.#startOf(index);
    if ((this.#ends[index] as number) - start !== length) return false;
    for (let at = 0; at < length; at++) {
      if (this.#bytes[start + at] !== key[at]) return false;
    }
    return true;
  }

  #append(key: Uint8Array, length: number, hash: number): void {
    const start = this.usedBytes;
    const index = this.#size++;
    if (index === this.#ends.length) {
      this.#ends = grown(this.#ends, index + 1);
      this.#hashes = grown(this.#hashes, index + 1);
    }
    if (start + length > this.#bytes.length) this.#bytes = grown(this.#bytes, start + length);
    for (let at = 0; at < length; at++) this.#bytes[start + at] = key[at] as number;
    this.#ends[index] = start + length;
    this.#hashes[index] = hash;
  }

  #rehash(): void {
    this.#table = new Uint32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let index = 0; index < this.#size; index++) {
      let slot = (this.#hashes[index] as number) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = index + 1;
    }
  }
}

/** A copy with room for at least `needed` elements; by half more at a time, so that little room stays unused. */
export function grown<T extends Uint8Array | Uint32Array | Float64Array>(array: T, needed: number): T {
  const length = Math.max(needed, array.length + (array.length >> 1));
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/** FNV-1a with its bits mixed once more, since the table looks at the lowest ones only. */
function hashOf(key: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ (key[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
