import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { parseJson } from "../../../kernel/base/json/parse.ts";
import { type JsonObject, type JsonValue, setMember } from "../../../kernel/base/json/value.ts";
import { isMissing, listOf, objectOf, pairOf, someText, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { parseCookie } from "../schema/cookies.ts";
import { parseQueryText } from "../schema/pairs.ts";

const METHOD = /^[A-Z\-_]{3,32}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the first is NUL.
const ASCII = /^[\u0000-\u007f]*$/;

/** A request's parts each have a field: out of its URL, its headers and its body. */
export function normalizeRequest(document: EventDocument): void {
  const request = objectOf(document.root.request);
  if (request === undefined) return;
  normalizeMethod(document, request);
  normalizeUrl(request);
  request.inferred_content_type = undefined;
  document.findMeta(["request"])?.children.delete("inferred_content_type");
  normalizeData(request);
  takeCookies(request);
}

function normalizeMethod(document: EventDocument, request: JsonObject): void {
  const method = textOf(request.method)?.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  if (method === undefined) return;
  request.method = method;
  if (METHOD.test(method)) return;
  const meta = document.metaAt(["request", "method"]);
  meta.addError("invalid_data");
  meta.setOriginalValue(method);
  request.method = null;
}

function normalizeUrl(request: JsonObject): void {
  const text = someText(request.url);
  if (text === undefined) return;
  const said = text.endsWith("…") ? `${text.slice(0, -1)}...` : text;
  const { url, query, fragment } = partsOf(said);
  request.url = url;
  if (query !== "" && (listOf(request.query_string)?.length ?? 0) === 0)
    request.query_string = parseQueryText(query);
  if (fragment !== "" && someText(request.fragment) === undefined) request.fragment = fragment;
}

/** Also of what is no URL. */
function partsOf(text: string): { readonly url: string; readonly query: string; readonly fragment: string } {
  const url = URL.parse(text);
  if (url !== null) {
    const query = url.search.slice(1);
    const fragment = url.hash.slice(1);
    url.search = "";
    url.hash = "";
    return { url: url.href, query, fragment };
  }
  const [head = "", ...fragment] = text.split("#");
  const [path = "", ...query] = head.split("?");
  return { url: path, query: query.join("?"), fragment: fragment.join("#") };
}

/** What a body is, when it is text: JSON, a form, or what its headers call it. */
function normalizeData(request: JsonObject): void {
  const text = someText(request.data);
  const parsed = text === undefined ? undefined : (jsonBody(text) ?? formBody(text));
  if (parsed === undefined) nameContentType(request);
  else {
    request.data = parsed.data;
    request.inferred_content_type = parsed.type;
  }
}

/** By its headers, when nothing better is known. */
export function nameContentType(owner: JsonObject): void {
  const type = pairOf(listOf(owner.headers), "Content-Type")?.split(";")[0]?.trim();
  if (type !== undefined && isMissing(owner.inferred_content_type)) owner.inferred_content_type = type;
}

interface Body {
  readonly data: JsonValue;
  readonly type: string;
}

export function jsonBody(text: string): Body | undefined {
  const data = jsonOf(text);
  return data === undefined ? undefined : { data, type: "application/json" };
}

function formBody(text: string): Body | undefined {
  const data = formOf(text);
  return data === undefined ? undefined : { data, type: "application/x-www-form-urlencoded" };
}

/** The value that all of the text is; nulls are none. */
function jsonOf(text: string): JsonValue | undefined {
  try {
    JSON.parse(text);
  } catch (_) {
    return undefined;
  }
  const parsed = parseJson(utf8Bytes(text));
  return parsed.ok && parsed.value !== null ? parsed.value : undefined;
}

function formOf(text: string): JsonObject | undefined {
  if (!ASCII.test(text) || /^(?:<\?xml|\{|\[)/.test(text)) return undefined;
  const pairs = [...new URLSearchParams(text)];
  const [first] = pairs;
  if (first === undefined) return undefined;
  if (pairs.length === 1 && (first[1] === "" || first[1] === "=")) return undefined;
  const form: JsonObject = {};
  for (const [name, value] of pairs) setMember(form, name, value);
  return form;
}

/** A header's cookies are cookies, unless there are some already. */
function takeCookies(request: JsonObject): void {
  const headers = listOf(request.headers);
  const index = headers?.findIndex((pair) => Array.isArray(pair) && pair[0] === "Cookie") ?? -1;
  if (headers === undefined || index < 0) return;
  if ((listOf(request.cookies)?.length ?? 0) > 0) {
    headers.splice(index, 1);
    return;
  }
  const text = textOf((headers[index] as JsonValue[])[1]);
  const cookies = text === undefined ? undefined : cookiesOf(text);
  if (cookies === undefined) return;
  headers.splice(index, 1);
  request.cookies = cookies;
}

function cookiesOf(text: string): JsonValue[] | undefined {
  const cookies: JsonValue[] = [];
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const cookie = parseCookie(part);
    if (typeof cookie === "string") return undefined;
    cookies.push(cookie);
  }
  return cookies;
}
