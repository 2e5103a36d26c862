/**
 * The text part of HTTP/1.1 messages: start line and header lines, parsed strictly. What a lenient parser would
 * guess about (bare CR or LF, spaces around names, folded lines, odd lengths) is refused, since two parsers that
 * guess differently are how requests are smuggled.
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
import { isUtf8 } from "node:buffer";
import { HeadPrint, LENGTH, placeOfLength } from "./head-print.ts";

/** Names and values in turn, names in lower case: the order and number of lines as received. */
export type FlatHeaders = readonly string[];

export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly minorVersion: 0 | 1;
  readonly headers: FlatHeaders;
}

export interface ResponseHead {
  readonly status: number;
  readonly minorVersion: 0 | 1;
  readonly headers: FlatHeaders;
}

/** The status to refuse a request with. */
export type HeadError = 400 | 404 | 414 | 431;

/** The empty line behind a head, with the end of the line before it. */
export const HEAD_END = Buffer.from("\r\n\r\n");
export const MAX_HEAD_BYTES = 128 * 1024;
const MAX_HEADERS = 100;
const MAX_TARGET = 65_534;

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^\0-\x20\x7f]+) HTTP\/1\.([01])$/;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const BAD_IN_PATH = /[<>`]/;
const BAD_IN_QUERY = /["<>]/;
const NOT_ASCII = /[^\0-\x7f]/;

interface RequestLine {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly minorVersion: 0 | 1;
}

/**
 * Parses the heads of one connection, one after the other. Peers that keep a connection send the same lines over and
 * over: a line that equals the one in its place before is not taken apart again, nor is a head that equals it whole.
 * A request's `content-length` may change: that is still the same head.
 */
export class HeadParser {
  /** The head before, once it has come twice. */
  #print: HeadPrint | undefined;
  #allKnown = false;
  #line = "";
  #request: RequestLine | undefined;
  #lines: string[] = [];
  #headers: string[] = [];

  /** Length of the head with its empty line, if `bytes` begin with the same head as before; else 0. */
  repeated(bytes: Buffer): number {
    return this.#print?.find(bytes) ?? 0;
  }

  /** What `content-length` says in the request that `repeated` found, if it has one. */
  get repeatedLength(): number | undefined {
    return this.#print?.contentLength;
  }

  /** Parses the head that ends, with its empty line, at `end`. */
  request(bytes: Buffer, end: number): RequestHead | HeadError {
    const text = bytes.toString("latin1", 0, end - 4);
    this.#allKnown = this.#line !== "";
    let lineEnd = this.#line.length;
    if (this.#request === undefined || !isLine(text, 0, this.#line)) {
      lineEnd = endOfLine(text, 0);
      const line = text.slice(0, lineEnd);
      const parsed = parseRequestLine(line);
      if (typeof parsed === "number") return parsed;
      this.#remember(line, parsed);
    }
    const headers = this.#headerLines(text, lineEnd + 2);
    if (typeof headers === "number") return headers;
    const lengthAt = this.#allKnown ? placeOfLength(lineEnd + 2, this.#lines, headers) : undefined;
    this.#print = this.#allKnown ? new HeadPrint(bytes.subarray(0, end), lengthAt) : undefined;
    const { method, path, query, minorVersion } = this.#request as RequestLine;
    return { method, path, query, minorVersion, headers };
  }

  /** `undefined` when it is not HTTP/1. */
  response(bytes: Buffer, end: number): ResponseHead | undefined {
    const text = bytes.toString("latin1", 0, end - 4);
    const lineEnd = endOfLine(text, 0);
    const statusLine = text.slice(0, lineEnd);
    const line = STATUS_LINE.exec(statusLine);
    if (line === null) return undefined;
    this.#allKnown = statusLine === this.#line;
    this.#line = statusLine.length <= MAX_REMEMBERED_LINE ? statusLine : "";
    const headers = this.#headerLines(text, lineEnd + 2);
    if (typeof headers === "number") return undefined;
    this.#print = this.#allKnown ? new HeadPrint(bytes.subarray(0, end), undefined) : undefined;
    return { status: Number(line[2]), minorVersion: line[1] === "1" ? 1 : 0, headers };
  }

  #remember(line: string, parsed: RequestLine): void {
    this.#line = line.length <= MAX_REMEMBERED_LINE ? line : "";
    this.#request = parsed;
    this.#allKnown = false;
  }

  #headerLines(text: string, start: number): string[] | 400 | 431 {
    const before = this.#lines;
    const valuesBefore = this.#headers;
    const lines: string[] = [];
    const headers: string[] = [];
    let knownLines = 0;
    for (let at = start, i = 0; at < text.length; i++) {
      const known = before[i];
      if (known !== undefined && isLine(text, at, known)) {
        knownLines += 1;
        lines.push(known);
        headers.push(valuesBefore[2 * i] as string, valuesBefore[2 * i + 1] as string);
        at += known.length + 2;
        continue;
      }
      if (i === MAX_HEADERS) return 431;
      const end = endOfLine(text, at);
      if (!parseHeaderLine(text, at, end, headers)) return 400;
      if (headers[2 * i] === LENGTH && valuesBefore[2 * i] === LENGTH) knownLines += 1;
      lines.push(text.slice(at, end));
      at = end + 2;
    }
    const worth = text.length <= MAX_REMEMBERED_HEAD;
    this.#allKnown &&= worth && lines.length === before.length && knownLines === lines.length;
    this.#lines = worth ? lines : [];
    this.#headers = worth ? headers : [];
    return headers;
  }
}

/** What is longer is rarely sent twice, and not worth its memory on an idle connection. */
const MAX_REMEMBERED_LINE = 1024;
const MAX_REMEMBERED_HEAD = 4096;

/** Whether `line` stands at `at` as a whole. An empty one never does. */
function isLine(text: string, at: number, line: string): boolean {
  const end = at + line.length;
  return line !== "" && text.startsWith(line, at) && (end === text.length || text.startsWith("\r\n", end));
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\r\n", at);
  return end < 0 ? text.length : end;
}

function parseRequestLine(text: string): RequestLine | HeadError {
  const line = REQUEST_LINE.exec(text);
  if (line === null) return 400;
  const [, method = "", target = "", minor] = line;
  if (target.length > MAX_TARGET) return 414;
  let origin = target.charCodeAt(0) === 47 /* / */ ? target : originOf(target);
  if (origin === undefined) return 404;
  const hash = origin.indexOf("#");
  if (hash >= 0) origin = origin.slice(0, hash);
  const mark = origin.indexOf("?");
  const path = mark < 0 ? origin : origin.slice(0, mark);
  const query = mark < 0 ? "" : origin.slice(mark + 1);
  if (BAD_IN_PATH.test(path) || BAD_IN_QUERY.test(query)) return 400;
  if (NOT_ASCII.test(origin) && !isUtf8(Buffer.from(origin, "latin1"))) return 400;
  return { method, path, query, minorVersion: minor === "1" ? 1 : 0 };
}

/** A header's value; several lines joined by `, `. */
export function headerOf(headers: FlatHeaders, name: string): string | undefined {
  let found: string | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== name) continue;
    const value = headers[i + 1] as string;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}

function parseHeaderLine(text: string, at: number, end: number, into: string[]): boolean {
  const colon = text.indexOf(":", at);
  if (colon < 0 || colon > end) return false;
  const name = lowerName(text.slice(at, colon));
  const value = trimmed(text, colon + 1, end);
  if (name === undefined || BAD_IN_VALUE.test(value)) return false;
  into.push(name, value);
  return true;
}

function trimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Names as sent → lower case, or `undefined` for what is no name. Bounded: a client may invent names. */
const names = new Map<string, string>();
const MAX_KNOWN_NAMES = 512;
const MAX_KNOWN_NAME_LENGTH = 40;

function lowerName(raw: string): string | undefined {
  const known = names.get(raw);
  if (known !== undefined) return known;
  if (!TOKEN.test(raw)) return undefined;
  const lower = raw.toLowerCase();
  if (names.size < MAX_KNOWN_NAMES && raw.length <= MAX_KNOWN_NAME_LENGTH) names.set(raw, lower);
  return lower;
}

/** A proxy's absolute form names the origin again: only path and query count. */
function originOf(target: string): string | undefined {
  const rest = /^https?:\/\/[^/?#]+(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return undefined;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
