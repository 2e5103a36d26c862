/**
 * The text part of HTTP/1.1 messages: start line and header lines, parsed strictly. What a lenient parser would
 * guess about (bare CR or LF, spaces around names, folded lines, odd lengths) is refused, since two parsers that
 * guess differently are how requests are smuggled.
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
import { isUtf8 } from "node:buffer";

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

export const MAX_HEAD_BYTES = 128 * 1024;
export const MAX_HEADERS = 100;
const MAX_TARGET = 65_534;

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^\0-\x20\x7f]+) HTTP\/1\.([01])$/;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const BAD_IN_PATH = /[<>`]/;
const BAD_IN_QUERY = /["<>]/;
const NOT_ASCII = /[^\0-\x7f]/;

/** Parses a request's head without its final empty line. */
export function parseRequestHead(text: string): RequestHead | HeadError {
  const lineEnd = text.indexOf("\r\n");
  const line = REQUEST_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (line === null) return 400;
  const [, method = "", target = "", minor] = line;
  if (target.length > MAX_TARGET) return 414;
  const headers = lineEnd < 0 ? [] : parseHeaderLines(text, lineEnd + 2);
  if (typeof headers === "number") return headers;

  const origin = target.charCodeAt(0) === 47 /* / */ ? target : originOf(target);
  if (origin === undefined) return 404;
  const mark = origin.indexOf("?");
  const path = mark < 0 ? origin : origin.slice(0, mark);
  const query = mark < 0 ? "" : origin.slice(mark + 1);
  if (BAD_IN_PATH.test(path) || BAD_IN_QUERY.test(query)) return 400;
  if (NOT_ASCII.test(origin) && !isUtf8(Buffer.from(origin, "latin1"))) return 400;
  if (origin.indexOf("#") < 0) return { method, path, query, minorVersion: minor === "1" ? 1 : 0, headers };
  return { method, ...withoutFragment(origin), minorVersion: minor === "1" ? 1 : 0, headers };
}

/** Parses a response's head without its final empty line; `undefined` when it is not HTTP/1. */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const lineEnd = text.indexOf("\r\n");
  const line = STATUS_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd));
  const headers = lineEnd < 0 ? [] : parseHeaderLines(text, lineEnd + 2);
  if (line === null || typeof headers === "number") return undefined;
  return { status: Number(line[2]), minorVersion: line[1] === "1" ? 1 : 0, headers };
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

function parseHeaderLines(text: string, start: number): string[] | 400 | 431 {
  const headers: string[] = [];
  for (let at = start; at < text.length; ) {
    let end = text.indexOf("\r\n", at);
    if (end < 0) end = text.length;
    const colon = text.indexOf(":", at);
    if (colon < 0 || colon > end) return 400;
    const name = lowerName(text.slice(at, colon));
    if (name === undefined) return 400;
    if (headers.length === 2 * MAX_HEADERS) return 431;
    const value = trimmed(text, colon + 1, end);
    if (BAD_IN_VALUE.test(value)) return 400;
    headers.push(name, value);
    at = end + 2;
  }
  return headers;
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

function withoutFragment(origin: string): { path: string; query: string } {
  const clean = origin.slice(0, origin.indexOf("#"));
  const mark = clean.indexOf("?");
  return mark < 0 ? { path: clean, query: "" } : { path: clean.slice(0, mark), query: clean.slice(mark + 1) };
}
