import { ByteSet } from "./byte-set.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let scratch = new Uint8Array(1024);

/** Texts, each once, by their number. */
export class Words {
  readonly #set = new ByteSet();

  get size(): number {
    return this.#set.size;
  }

  get usedBytes(): number {
    return this.#set.usedBytes;
  }

  indexOf(text: string): number {
    // Three bytes are the most that UTF-8 takes for a unit of UTF-16.
    if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3);
    return this.#set.indexOf(scratch, encode(text));
  }

  at(index: number): string {
    return decoder.decode(this.#set.at(index));
  }
}

/** Writes the text to `scratch`. Short texts of ASCII are most of them, and copied faster than the encoder is called. */
function encode(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return encoder.encodeInto(text, scratch).written;
    scratch[at] = code;
  }
  return text.length;
}
