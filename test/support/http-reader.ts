/**
 * Reads HTTP/1.1 messages out of a byte stream as they were sent: raw path, header order, repeated headers.
 * The tests' own reader, so that nothing under test (or its runtime's HTTP parser) judges itself.
 */
export type HeaderLine = readonly [name: string, value: string];

export interface HttpMessage {
  /** `POST /x HTTP/1.1` or `HTTP/1.1 200 OK`. */
  readonly startLine: string;
  /** Names in lower case, in the order sent. */
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

/** All values of a header joined by `, `; `undefined` without one. */
export function headerOf(
  message: { readonly headers: readonly HeaderLine[] },
  name: string,
): string | undefined {
  const values = message.headers.filter(([key]) => key === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

type State =
  | { readonly at: "head" }
  | { readonly at: "length"; left: number }
  | { readonly at: "chunk-size" }
  | { readonly at: "chunk"; left: number }
  | { readonly at: "trailers" }
  | { readonly at: "until-close" };

const HEAD_LIMIT_BYTES = 1 << 20;

export class HttpReader {
  readonly #kind: "request" | "response";
  /** Set before a response to HEAD is read: it has no body whatever it announces. */
  expectNoBody = false;
  #state: State = { at: "head" };
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #startLine = "";
  #headers: HeaderLine[] = [];

  constructor(kind: "request" | "response") {
    this.#kind = kind;
  }

  /** True between messages: nothing of a next one has arrived. */
  get idle(): boolean {
    return this.#state.at === "head" && this.#rest.length === 0;
  }

  /** @throws Error when the bytes are not HTTP. */
  push(chunk: Uint8Array): HttpMessage[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: HttpMessage[] = [];
    while (this.#step(messages));
    return messages;
  }

  /** The peer closed: completes a response that is delimited by that. */
  end(): HttpMessage | undefined {
    return this.#state.at === "until-close" ? this.#finish() : undefined;
  }

  #step(messages: HttpMessage[]): boolean {
    const state = this.#state;
    if (state.at === "head") return this.#readHead(messages);
    if (state.at === "length" || state.at === "chunk") return this.#readData(state, messages);
    if (state.at === "until-close") return this.#takeAll();
    return this.#readLine(state.at, messages);
  }

  #readHead(messages: HttpMessage[]): boolean {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) {
      if (this.#rest.length > HEAD_LIMIT_BYTES) throw new Error("HTTP head over 1 MiB");
      if (!/^(HTTP\/|[A-Z!#$%&'*+.^_`|~-]*( |$))/i.test(this.#rest.toString("latin1", 0, 40)))
        throw new Error("not HTTP");
      return false;
    }
    const [startLine = "", ...lines] = this.#rest.toString("latin1", 0, end).split("\r\n");
    this.#rest = this.#rest.subarray(end + 4);
    this.#startLine = startLine;
    this.#headers = lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    });
    this.#state = this.#bodyState();
    if (this.#state.at === "length" && this.#state.left === 0) messages.push(this.#finish());
    return true;
  }

  #bodyState(): State {
    const status = this.#kind === "response" ? Number(this.#startLine.split(" ")[1]) : 200;
    if (this.#kind === "response" && !/^HTTP\/1\.[01] \d{3}/.test(this.#startLine))
      throw new Error("not HTTP");
    if (status < 200 || status === 204 || status === 304 || this.expectNoBody)
      return { at: "length", left: 0 };
    if (/\bchunked\b/i.test(headerOf({ headers: this.#headers }, "transfer-encoding") ?? ""))
      return { at: "chunk-size" };
    const length = headerOf({ headers: this.#headers }, "content-length");
    if (length !== undefined) return { at: "length", left: Number(length) };
    return this.#kind === "request" ? { at: "length", left: 0 } : { at: "until-close" };
  }

  #readData(state: { readonly at: "length" | "chunk"; left: number }, messages: HttpMessage[]): boolean {
    if (this.#rest.length === 0) return false;
    const part = this.#rest.subarray(0, state.left);
    this.#parts.push(part);
    this.#rest = this.#rest.subarray(part.length);
    state.left -= part.length;
    if (state.left > 0) return false;
    if (state.at === "length") messages.push(this.#finish());
    else this.#state = { at: "chunk-size" };
    return true;
  }

  #takeAll(): boolean {
    if (this.#rest.length > 0) this.#parts.push(this.#rest);
    this.#rest = Buffer.alloc(0);
    return false;
  }

  #readLine(at: "chunk-size" | "trailers", messages: HttpMessage[]): boolean {
    const end = this.#rest.indexOf("\r\n");
    if (end < 0) return false;
    const line = this.#rest.toString("latin1", 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    if (at === "trailers") {
      if (line === "") messages.push(this.#finish());
      return true;
    }
    if (line === "") return true; // the line end after a chunk's data
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) throw new Error(`bad chunk size ${JSON.stringify(line)}`);
    this.#state = size === 0 ? { at: "trailers" } : { at: "chunk", left: size };
    return true;
  }

  #finish(): HttpMessage {
    const body = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const message = { startLine: this.#startLine, headers: this.#headers, body };
    this.#state = { at: "head" };
    this.#parts = [];
    this.#headers = [];
    return message;
  }
}
