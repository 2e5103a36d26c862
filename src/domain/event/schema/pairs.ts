import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import { compareBytes } from "../compare-bytes.ts";
import type { Cursor } from "../cursor.ts";
import { parseCookies } from "./cookies.ts";
import type { Attributes, Field, PairsType } from "./format.ts";
import { JSON_STRING, STRING } from "./scalars.ts";
import { HEADER_NAME, HEADER_VALUE, headerName, TAG_KEY, TAG_VALUE } from "./texts.ts";

type Pair = [JsonValue, JsonValue];

/** A list of pairs; an object is one, in order of its keys as UTF-8 has it. */
function pairs(
  key: Field,
  value: Field,
  options: {
    readonly expected?: string;
    readonly fromText?: (text: string, at: Cursor) => Pair[];
    readonly keyText?: (key: string) => string;
  } = {},
): PairsType {
  const { expected = "expected an array", fromText, keyText } = options;
  return {
    kind: "pairs",
    listsTwice: true,
    key: { write: "never", ...key },
    value: { write: "never", ...value },
    read: (input, at) => {
      if (Array.isArray(input)) return input;
      if (isJsonObject(input)) return fromObject(input, at, keyText);
      if (typeof input === "string" && fromText !== undefined) return fromText(input, at);
      return at.reject(expected, input);
    },
  };
}

const NAME: Field = { type: STRING };

export const TAGS: PairsType = pairs(
  { type: TAG_KEY, maxChars: 200, nonEmpty: true, isPart: true, forbidden: /[^a-zA-Z0-9_.:-]/u },
  { type: TAG_VALUE, maxChars: 200, nonEmpty: true, isPart: true, forbidden: /\n/ },
);

export const HEADERS: PairsType = pairs(
  { type: HEADER_NAME },
  { type: HEADER_VALUE },
  { keyText: headerName },
);

export const COOKIES: PairsType = pairs(NAME, NAME, { expected: "expected cookies", fromText: parseCookies });

export const QUERY: PairsType = pairs(
  NAME,
  { type: JSON_STRING },
  { expected: "expected a query string or map", fromText: parseQueryText },
);

/** Pairs in order of their keys; what is said about members goes nowhere, as they are items now. */
function fromObject(
  input: { [key: string]: JsonValue | undefined },
  at: Cursor,
  keyText?: (key: string) => string,
): Pair[] {
  at.findMeta()?.children.clear();
  const keys = Object.keys(input).sort(compareBytes);
  const made = keys.map((key): Pair => [keyText?.(key) ?? key, input[key] ?? null]);
  return keyText === undefined ? made : made.sort((a, b) => compareBytes(a[0] as string, b[0] as string));
}

/** `a=b&c=d`, with or without the question mark before it. */
export function parseQueryText(text: string): Pair[] {
  const parameters = new URLSearchParams(text.startsWith("?") ? text.slice(1) : text);
  return [...parameters].map(([key, value]): Pair => [key, value]);
}

export function pairsField(type: PairsType, attributes: Attributes): Field {
  return { type, ...attributes };
}
