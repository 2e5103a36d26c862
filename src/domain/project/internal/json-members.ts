/**
 * Splits an object's JSON into its members, each value as its text: what is only passed on keeps its bytes, and
 * travels between actors as one string. A name that comes twice counts once, with its last value.
 *
 * Only the object itself is checked: a value may still turn out to be no JSON when it is read. That way a large
 * answer is gone through once, and each of its parts is parsed by whoever needs it.
 * @returns `undefined` when `json` is no object
 */
export function jsonMembers(json: string): ReadonlyMap<string, string> | undefined {
  const members = new Map<string, string>();
  let at = skipBlanks(json, 0);
  if (json.charCodeAt(at) !== OPEN_OBJECT) return undefined;
  at = skipBlanks(json, at + 1);
  if (json.charCodeAt(at) === CLOSE_OBJECT)
    return skipBlanks(json, at + 1) === json.length ? members : undefined;
  for (;;) {
    if (json.charCodeAt(at) !== QUOTE) return undefined;
    const nameEnd = stringEnd(json, at);
    const name = parseString(json.slice(at, nameEnd));
    const colon = skipBlanks(json, nameEnd);
    if (name === undefined || json.charCodeAt(colon) !== COLON) return undefined;
    const start = skipBlanks(json, colon + 1);
    const end = valueEnd(json, start);
    if (end === start) return undefined;
    members.set(name, json.slice(start, end));
    at = skipBlanks(json, end);
    const code = json.charCodeAt(at);
    at = skipBlanks(json, at + 1);
    if (code === CLOSE_OBJECT) return at === json.length ? members : undefined;
    if (code !== COMMA) return undefined;
  }
}

function parseString(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

function skipBlanks(json: string, from: number): number {
  let at = from;
  for (;;) {
    const code = json.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

/** Just after the string that starts at `from`, or the text's end. */
function stringEnd(json: string, from: number): number {
  for (let quote = from; ; ) {
    quote = json.indexOf('"', quote + 1);
    if (quote < 0) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

/** Just after the value that starts at `from`; brackets are counted, not matched. */
function valueEnd(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; ) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(json, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth++;
      at++;
      continue;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) return at;
      depth--;
      at++;
    } else if (depth === 0 && (code === COMMA || code <= 0x20)) return at;
    else {
      at++;
      continue;
    }
    if (depth === 0) return at;
  }
  return json.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
