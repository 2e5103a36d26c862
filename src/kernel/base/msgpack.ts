import { decodeUtf8 } from "./bytes.ts";
import { type JsonObject, type JsonValue, rawNumber, setMember } from "./json/value.ts";
import { err, ok, type Result } from "./result.ts";

/** Containers inside one another. */
const MAX_DEPTH = 127;
/** From here on a float's digits are written with an exponent, or are whole anyway. */
const EXACT_BELOW = 1e16;

/** Thrown inside, never outside. */
class Malformed extends Error {}

/**
 * Reads MessagePack values, one after another, as JSON: whole numbers keep all digits, floats stay floats (`2.0`), those
 * that are not finite become null. Binary and extension values, keys that are no text and text that is no UTF-8 are errors:
 * JSON has nothing for them. Of repeated keys the last one counts. Never throws, and nests at most {@link MAX_DEPTH} deep.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export class MsgpackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next value; after an error there is none that makes sense. */
  next(): Result<JsonValue, string> {
    try {
      return ok(this.#value(0));
    } catch (error) {
      if (error instanceof Malformed) return err(error.message);
      throw error;
    }
  }

  #value(depth: number): JsonValue {
    const head = this.#byte();
    if (head < 0x80) return head;
    if (head < 0x90) return this.#map(head & 0xf, depth);
    if (head < 0xa0) return this.#list(head & 0xf, depth);
    if (head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return this.#marked(head, depth);
  }

  #marked(head: number, depth: number): JsonValue {
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return floatOf(this.#view.getFloat32(this.#skip(4)));
      case 0xcb:
        return floatOf(this.#view.getFloat64(this.#skip(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(1 << (head - 0xcc));
      case 0xcf:
        return wholeOf(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return wholeOf(this.#view.getBigInt64(this.#skip(8)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(1 << (head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#unsigned(head === 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(head === 0xde ? 2 : 4), depth);
      default:
        throw new Malformed(`no JSON for marker 0x${head.toString(16)}`);
    }
  }

  #list(length: number, depth: number): JsonValue {
    this.#enter(length, depth);
    const list: JsonValue[] = [];
    for (let i = 0; i < length; i++) list.push(this.#value(depth + 1));
    return list;
  }

  #map(length: number, depth: number): JsonValue {
    this.#enter(2 * length, depth);
    const map: JsonObject = {};
    for (let i = 0; i < length; i++) {
      const key = this.#key();
      setMember(map, key, this.#value(depth + 1));
    }
    return map;
  }

  /** Every value takes a byte at least: what announces more than there is, is known at once. */
  #enter(values: number, depth: number): void {
    if (depth >= MAX_DEPTH) throw new Malformed("nested too deeply");
    if (values > this.#bytes.length - this.#at) throw new Malformed("unexpected end");
  }

  /** Text, or text that is marked as binary. */
  #key(): string {
    const head = this.#byte();
    if (head >= 0xa0 && head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0xd9 && head <= 0xdb) return this.#text(this.#unsigned(1 << (head - 0xd9)));
    if (head >= 0xc4 && head <= 0xc6) return this.#text(this.#unsigned(1 << (head - 0xc4)));
    throw new Malformed("a key is no text");
  }

  #text(length: number): string {
    const start = this.#skip(length);
    try {
      return decodeUtf8(this.#bytes.subarray(start, start + length));
    } catch {
      throw new Malformed("text is not UTF-8");
    }
  }

  #byte(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #unsigned(size: number): number {
    const at = this.#skip(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  /** Goes on. @returns where it was */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new Malformed("unexpected end");
    this.#at = start + length;
    return start;
  }
}

function wholeOf(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : rawNumber(value.toString());
}

function floatOf(value: number): JsonValue {
  if (!Number.isFinite(value)) return null;
  if (!Number.isInteger(value) || Math.abs(value) >= EXACT_BELOW) return value;
  return rawNumber(`${Object.is(value, -0) ? "-0" : value}.0`);
}
