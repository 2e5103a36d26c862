import type { ServerEvent } from "./event-stream.ts";

/** An event larger than this is no event of ours. */
const MOST_PENDING = 32 * 1024 * 1024;

/** Reads a server-sent event stream piece by piece. @see https://html.spec.whatwg.org/#event-stream-interpretation */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  #pending = "";

  /** @returns the events that are complete now. @throws Error when one grows without end */
  read(chunk: Uint8Array): ServerEvent[] {
    this.#pending += this.#decoder.decode(chunk, { stream: true });
    const blocks = this.#pending.split("\n\n");
    this.#pending = blocks.pop() ?? "";
    if (this.#pending.length > MOST_PENDING) throw new Error("the event stream does not end an event");
    return blocks.flatMap(readBlock);
  }
}

function readBlock(block: string): ServerEvent[] {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at <= 0) continue; // a comment, or a field without a value
    const name = line.slice(0, at);
    const value = line.slice(line[at + 1] === " " ? at + 2 : at + 1);
    const before = fields.get(name);
    fields.set(name, name === "data" && before !== undefined ? `${before}\n${value}` : value);
  }
  const data = fields.get("data");
  if (data === undefined) return [];
  const id = fields.get("id");
  const event = fields.get("event");
  return [{ ...(id === undefined ? {} : { id }), ...(event === undefined ? {} : { event }), data }];
}
