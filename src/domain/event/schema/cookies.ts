import type { JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";

/** The cookies of a header; for each that is none an error, and the whole text is kept beside. */
export function parseCookies(text: string, at: Cursor): [JsonValue, JsonValue][] {
  const cookies: [JsonValue, JsonValue][] = [];
  for (const part of text.split(";")) {
    if (part.trim() === "") continue;
    const cookie = parseCookie(part);
    if (typeof cookie === "string") at.reject(cookie, text);
    else cookies.push(cookie);
  }
  return cookies;
}

/** Name and value; else what is wrong. */
export function parseCookie(part: string): [string, string] | string {
  const equals = part.indexOf("=");
  if (equals < 0) return "the cookie is missing a name/value pair";
  const name = part.slice(0, equals).trim();
  if (name === "") return "the cookie's name is empty";
  return [percentDecoded(name), percentDecoded(part.slice(equals + 1).trim())];
}

/** What is no valid escape stays. */
function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  const bytes: number[] = [];
  for (const unit of new TextEncoder().encode(text)) bytes.push(unit);
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const code =
      bytes[at] === 0x25
        ? Number.parseInt(String.fromCharCode(...bytes.slice(at + 1, at + 3)), 16)
        : Number.NaN;
    const isEscape =
      bytes[at] === 0x25 && /^[0-9a-f]{2}$/i.test(String.fromCharCode(...bytes.slice(at + 1, at + 3)));
    out.push(isEscape ? code : (bytes[at] as number));
    if (isEscape) at += 2;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(out));
  } catch (_) {
    return text;
  }
}
