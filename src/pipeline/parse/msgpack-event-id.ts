import { err, ok, type Result } from "../../kernel/base/result.ts";

/** Deeper values are refused. */
const MAX_DEPTH = 128;

class Malformed extends Error {}

/**
 * The `event_id` of an event in MessagePack, as native SDKs put it beside a crash dump. The whole value is checked,
 * nothing of it is built. Never throws.
 * @returns `undefined` when the event is a map without such a text
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function msgpackEventId(bytes: Uint8Array): Result<string | undefined, string> {
  const reader = new Reader(bytes);
  try {
    return ok(reader.eventId());
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}

/** Reads forward only; throws {@link Malformed}. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  eventId(): string | undefined {
    const head = this.#number(1);
    let pairs: number;
    if (head >> 4 === 0x8) pairs = head & 0xf;
    else if (head === 0xde || head === 0xdf) pairs = this.#number(head === 0xde ? 2 : 4);
    else throw new Malformed("the event is no map");
    let id: string | undefined;
    for (let i = 0; i < pairs; i++) {
      const key = this.#value(1);
      const value = this.#value(1);
      if (key === "event_id") id = value;
    }
    return id;
  }

  /** Passes over a value. @returns it when it is a text */
  #value(depth: number): string | undefined {
    if (depth > MAX_DEPTH) throw new Malformed("nested too deeply");
    const head = this.#number(1);
    if (head >> 5 === 0x5) return this.#text(head & 0x1f);
    if (head >= 0xd9 && head <= 0xdb) return this.#text(this.#number(1 << (head - 0xd9)));
    if (head >> 4 === 0x8) return this.#values(2 * (head & 0xf), depth);
    if (head >> 4 === 0x9) return this.#values(head & 0xf, depth);
    if (head === 0xdc || head === 0xdd) return this.#values(this.#number(head === 0xdc ? 2 : 4), depth);
    if (head === 0xde || head === 0xdf) return this.#values(2 * this.#number(head === 0xde ? 2 : 4), depth);
    return this.#skip(scalarBytes(head) ?? this.#extensionBytes(head));
  }

  #values(count: number, depth: number): undefined {
    for (let i = 0; i < count; i++) this.#value(depth + 1);
  }

  /** Binary and extension values of announced length. */
  #extensionBytes(head: number): number {
    if (head >= 0xc4 && head <= 0xc6) return this.#number(1 << (head - 0xc4));
    if (head >= 0xc7 && head <= 0xc9) return this.#number(1 << (head - 0xc7)) + 1;
    throw new Malformed(`unknown marker 0x${head.toString(16)}`);
  }

  #text(length: number): string {
    const start = this.#at;
    this.#skip(length);
    return this.#bytes.toString("utf8", start, this.#at);
  }

  #number(size: number): number {
    const start = this.#at;
    this.#skip(size);
    return this.#bytes.readUIntBE(start, size);
  }

  #skip(length: number): undefined {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Malformed("unexpected end");
  }
}

/** Bytes after the marker of a value of fixed size; `undefined` for other markers. */
function scalarBytes(head: number): number | undefined {
  if (head < 0x80 || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) return 0;
  if (head === 0xca || head === 0xcb) return head === 0xca ? 4 : 8;
  if (head >= 0xcc && head <= 0xcf) return 1 << (head - 0xcc);
  if (head >= 0xd0 && head <= 0xd3) return 1 << (head - 0xd0);
  return head >= 0xd4 && head <= 0xd8 ? (1 << (head - 0xd4)) + 1 : undefined;
}
