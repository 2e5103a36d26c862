/** The bytes of a response, as few writes as possible. */
import type { HttpHeaders, HttpResponse } from "../http.ts";
import { STATUS_PHRASES } from "../status-phrases.ts";

const statusLines = new Map<number, string>();

export function statusLine(status: number): string {
  let line = statusLines.get(status);
  if (line === undefined) {
    line = `HTTP/1.1 ${status} ${STATUS_PHRASES[status] ?? ""}\r\n`;
    statusLines.set(status, line);
  }
  return line;
}

let dateSecond = 0;
let dateLine = "";

/** `date: …` with its line end, made once a second. */
export function dateHeader(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateLine = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateLine;
}

/** Visible ASCII, space and tab: what may stand in a header without further thought. */
const PLAIN_VALUE = /^[\t\x20-\x7e]*$/;
const BREAKS_LINES = /[\r\n\0]/;

export interface HeaderBlock {
  readonly text: string;
  /** Some value holds bytes above 0x7f: the text must go out as Latin-1. */
  readonly latin1: boolean;
}

/** What we set ourselves: a handler's own would contradict the framing. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "transfer-encoding",
  "content-length",
  "keep-alive",
  "date",
]);

/**
 * Header lines. Throws on a value that would break out of its line: such a value came from a caller who did not
 * check what it passed on.
 */
export function headerBlock(headers: HttpHeaders, skip: ReadonlySet<string> = OURS): HeaderBlock {
  if (skip !== OURS) return makeBlock(headers, skip);
  const known = frozenBlocks.get(headers);
  if (known !== undefined) return known;
  const block = makeBlock(headers, skip);
  if (Object.isFrozen(headers)) frozenBlocks.set(headers, block);
  return block;
}

/** The blocks of lists that never change: most answers have the same headers. */
const frozenBlocks = new WeakMap<HttpHeaders, HeaderBlock>();

function makeBlock(headers: HttpHeaders, skip: ReadonlySet<string>): HeaderBlock {
  let text = "";
  let latin1 = false;
  for (const [name, value] of headers) {
    if (skip.has(name)) continue;
    if (!PLAIN_VALUE.test(value)) {
      if (BREAKS_LINES.test(value)) throw new Error(`header ${name} holds a line break`);
      latin1 = true;
    }
    text += `${name}: ${value}\r\n`;
  }
  return { text, latin1 };
}

export function bodyBytes(body: Uint8Array | string | undefined): number {
  if (body === undefined) return 0;
  return typeof body === "string" ? Buffer.byteLength(body) : body.length;
}

export function isStreamed(body: HttpResponse["body"]): body is AsyncIterable<Uint8Array> {
  return body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
}

/** One chunk of a chunked body. */
export function chunk(part: Uint8Array): Uint8Array {
  const size = `${part.length.toString(16)}\r\n`;
  const bytes = Buffer.allocUnsafe(size.length + part.length + 2);
  bytes.write(size, 0, "latin1");
  bytes.set(part, size.length);
  bytes.write("\r\n", size.length + part.length, "latin1");
  return bytes;
}

export const LAST_CHUNK = "0\r\n\r\n";
