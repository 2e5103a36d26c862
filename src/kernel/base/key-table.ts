import { assert } from "./assert.ts";
import { utf8Bytes } from "./bytes.ts";

const SLOTS = 256;

/**
 * A fixed set of short ASCII keys, looked up in bytes without making a string. A key's slot is chosen by its length,
 * its first and its last byte; for a given set these must tell all keys apart.
 */
export class KeyTable {
  readonly #names: readonly string[];
  readonly #bytes: readonly Uint8Array[];
  readonly #slots = new Int8Array(SLOTS).fill(-1);

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#bytes = names.map(utf8Bytes);
    for (const [index, bytes] of this.#bytes.entries()) {
      const slot = slotOf(bytes, 0, bytes.length);
      assert(this.#slots[slot] === -1, `keys must differ in length, first or last byte: ${names[index]}`);
      this.#slots[slot] = index;
    }
  }

  /** The number of the key that stands from `start` to `end`, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const index = this.#slots[slotOf(bytes, start, end)] as number;
    if (index < 0) return -1;
    const name = this.#bytes[index] as Uint8Array;
    if (name.length !== end - start) return -1;
    for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return -1;
    return index;
  }

  indexOf(name: string): number {
    return this.#names.indexOf(name);
  }

  name(index: number): string {
    return this.#names[index] as string;
  }
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return 0;
  return ((end - start) * 31 + (bytes[start] as number) * 7 + (bytes[end - 1] as number)) & (SLOTS - 1);
}
