import { utf8Length } from "../../kernel/base/bytes.ts";
import type { Remark } from "../event/meta.ts";
import type { Chunk } from "./redaction.ts";

/** Takes a text apart at what rules have put into it. A range that makes no sense ends that: the rest is text. */
export function splitChunks(text: string, remarks: readonly Remark[]): readonly Chunk[] {
  const bytes = new Utf8Offsets(text);
  const chunks: Chunk[] = [];
  let at = 0;
  for (const [id, remark, start, end] of remarks) {
    if (start === undefined || end === undefined) continue;
    const [from, to] = [bytes.index(start), bytes.index(end)];
    if (from === undefined || to === undefined || from < at || to < from) break;
    if (from > at) chunks.push({ text: text.slice(at, from) });
    chunks.push({ text: text.slice(from, to), rule: { id, remark } });
    at = to;
  }
  if (at < text.length) chunks.push({ text: text.slice(at) });
  return chunks;
}

/** Puts chunks together, with what is to be remarked of them. */
export function joinChunks(chunks: readonly Chunk[]): {
  readonly text: string;
  readonly remarks: readonly Remark[];
} {
  let text = "";
  let bytes = 0;
  const remarks: Remark[] = [];
  for (const chunk of chunks) {
    const start = bytes;
    text += chunk.text;
    bytes += utf8Length(chunk.text);
    if (chunk.rule !== undefined) remarks.push([chunk.rule.id, chunk.rule.remark, start, bytes]);
  }
  return { text, remarks };
}

/** Where in a text the bytes of its UTF-8 lie; asked for growing offsets. */
class Utf8Offsets {
  readonly #text: string;
  #index = 0;
  #bytes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `undefined`: outside, or inside a character. */
  index(offset: number): number | undefined {
    if (offset < this.#bytes) {
      this.#index = 0;
      this.#bytes = 0;
    }
    while (this.#bytes < offset && this.#index < this.#text.length) {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#index) as number);
      this.#bytes += utf8Length(char);
      this.#index += char.length;
    }
    return this.#bytes === offset ? this.#index : undefined;
  }
}
