import { ITEM_TYPES, type KnownItemType } from "../../domain/protocol/item-type.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { KeyTable } from "../../kernel/base/key-table.ts";

const TYPE_NAMES = Object.keys(ITEM_TYPES).filter((name) => name !== "unknown") as KnownItemType[];
const TYPES = new KeyTable(TYPE_NAMES);
const BEFORE_TYPE = utf8Bytes('{"type":"');
const BEFORE_LENGTH = utf8Bytes(',"length":');
const QUOTE = 0x22;
const CLOSE_BRACE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
/** More cannot be the length of a payload in memory. */
const MAX_DIGITS = 10;

/**
 * Recognises the header that most items have, `{"type":"…"}` or `{"type":"…","length":…}` with a known type and no
 * blanks, without a JSON reader. Fields hold after `read` has returned true.
 */
export class PlainItemHeader {
  type: KnownItemType = "event";
  length: number | undefined;
  /** Offset after the closing brace. */
  end = 0;

  read(bytes: Uint8Array, start: number): boolean {
    if (!startsWith(bytes, start, BEFORE_TYPE)) return false;
    const from = start + BEFORE_TYPE.length;
    let at = from;
    while (isNameByte(bytes[at] as number)) at += 1;
    if (bytes[at] !== QUOTE) return false;
    const type = TYPES.find(bytes, from, at);
    if (type < 0) return false;
    this.type = TYPE_NAMES[type] as KnownItemType;
    this.length = undefined;
    at += 1;
    if (bytes[at] !== CLOSE_BRACE) {
      if (!startsWith(bytes, at, BEFORE_LENGTH)) return false;
      at = this.#digits(bytes, at + BEFORE_LENGTH.length);
      if (bytes[at] !== CLOSE_BRACE) return false;
    }
    this.end = at + 1;
    return true;
  }

  /** Reads the length; returns the offset after it, or that of a byte that is no brace when it is none. */
  #digits(bytes: Uint8Array, from: number): number {
    let at = from;
    let length = 0;
    while (at - from < MAX_DIGITS) {
      const byte = bytes[at] as number;
      if (!(byte >= ZERO && byte <= NINE)) break;
      length = length * 10 + (byte - ZERO);
      at += 1;
    }
    const isNumber = at > from && (bytes[from] !== ZERO || at === from + 1);
    this.length = length;
    return isNumber ? at : from - 1;
  }
}

function startsWith(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

function isNameByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
}
