/**
 * Finds the members of a JSON object in its bytes, so that something can be inserted while every other byte stays what
 * it was. Not a validator: the caller has parsed the same bytes before.
 */
export interface Member {
  readonly key: string;
  /** Byte range of the value. */
  readonly start: number;
  readonly end: number;
}

export interface ObjectMembers {
  /** Just after `{`. */
  readonly bodyStart: number;
  readonly members: readonly Member[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** The direct members of the object that starts at the first non-blank byte from `at`; `undefined` if there is none. */
export function objectMembers(json: Uint8Array, at: number): ObjectMembers | undefined {
  let position = skipBlank(json, at);
  if (json[position] !== BRACE_OPEN) return undefined;
  const bodyStart = position + 1;
  const members: Member[] = [];
  position = skipBlank(json, bodyStart);
  while (json[position] === QUOTE) {
    const keyEnd = skipString(json, position);
    const key = decodeString(json.subarray(position, keyEnd));
    const colon = skipBlank(json, keyEnd);
    if (key === undefined || json[colon] !== COLON) return undefined;
    const start = skipBlank(json, colon + 1);
    const end = skipValue(json, start);
    if (end <= start) return undefined;
    members.push({ key, start, end });
    position = skipBlank(json, end);
    if (json[position] === BRACE_CLOSE) return { bodyStart, members };
    if (json[position] !== COMMA) return undefined;
    position = skipBlank(json, position + 1);
  }
  return json[position] === BRACE_CLOSE ? { bodyStart, members } : undefined;
}

function skipBlank(json: Uint8Array, from: number): number {
  let position = from;
  while (isBlank(json[position])) position += 1;
  return position;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function skipString(json: Uint8Array, from: number): number {
  for (let position = from + 1; position < json.length; position += 1) {
    if (json[position] === BACKSLASH) position += 1;
    else if (json[position] === QUOTE) return position + 1;
  }
  return json.length;
}

function skipValue(json: Uint8Array, from: number): number {
  const first = json[from];
  if (first === QUOTE) return skipString(json, from);
  if (first === BRACE_OPEN || first === BRACKET_OPEN) return skipNested(json, from);
  let position = from;
  while (position < json.length && !endsScalar(json[position])) position += 1;
  return position;
}

function skipNested(json: Uint8Array, from: number): number {
  let depth = 0;
  let position = from;
  while (position < json.length) {
    const byte = json[position];
    if (byte === QUOTE) {
      position = skipString(json, position);
      continue;
    }
    if (byte === BRACE_OPEN || byte === BRACKET_OPEN) depth += 1;
    position += 1;
    if ((byte === BRACE_CLOSE || byte === BRACKET_CLOSE) && --depth === 0) return position;
  }
  return position;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === BRACE_CLOSE || byte === BRACKET_CLOSE || isBlank(byte);
}

function decodeString(quoted: Uint8Array): string | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(quoted)) as string;
  } catch {
    return undefined;
  }
}
