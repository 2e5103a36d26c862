/** Ranks a header's known keys in wire order; keys without a rank follow, alphabetically. */
export type FieldRanks = ReadonlyMap<string, number>;

const NO_RANKS: FieldRanks = new Map();
const UNRANKED = 1000;

/**
 * The members of a header object as raw JSON text, in the order in which they are written. Raw, so that a value which
 * nobody reads leaves exactly as it came: `1.0` stays `1.0`, 12345678901234567890 keeps its digits.
 */
export interface ReadonlyHeaderFields {
  readonly size: number;
  keys(): string[];
  has(key: string): boolean;
  /** The value's JSON text. */
  raw(key: string): string | undefined;
  /** The value when it is a string. */
  string(key: string): string | undefined;
  boolean(key: string): boolean | undefined;
  /** The value when it is a whole number from 0 to `max`. */
  unsigned(key: string, max: number): number | undefined;
  /** A copy to change. */
  copy(): HeaderFields;
  /** `,"key":value` for every field. */
  toJson(): string;
}

export class HeaderFields implements ReadonlyHeaderFields {
  /** Key, value, key, value … */
  readonly #parts: string[] = [];
  readonly #ranks: FieldRanks;

  constructor(ranks: FieldRanks = NO_RANKS) {
    this.#ranks = ranks;
  }

  get size(): number {
    return this.#parts.length / 2;
  }

  keys(): string[] {
    return this.#parts.filter((_, i) => i % 2 === 0);
  }

  has(key: string): boolean {
    return this.#find(key) >= 0;
  }

  raw(key: string): string | undefined {
    const at = this.#find(key);
    return at < 0 ? undefined : this.#parts[at + 1];
  }

  string(key: string): string | undefined {
    const json = this.raw(key);
    return json?.charCodeAt(0) === 0x22 ? unquote(json) : undefined;
  }

  boolean(key: string): boolean | undefined {
    const json = this.raw(key);
    return json === "true" ? true : json === "false" ? false : undefined;
  }

  unsigned(key: string, max: number): number | undefined {
    const json = this.raw(key);
    return json === undefined ? undefined : unsignedFrom(json, max);
  }

  /** Sets the value from its JSON text, which must be valid and on one line. */
  setRaw(key: string, json: string): void {
    const parts = this.#parts;
    const at = this.#find(key);
    if (at >= 0) {
      parts[at + 1] = json;
      return;
    }
    let slot = parts.length;
    while (slot > 0 && this.#follows(parts[slot - 2] as string, key)) slot -= 2;
    if (slot === parts.length) parts.push(key, json);
    else parts.splice(slot, 0, key, json);
  }

  set(key: string, value: string | number | boolean | null): void {
    this.setRaw(key, JSON.stringify(value));
  }

  delete(key: string): void {
    const at = this.#find(key);
    if (at >= 0) this.#parts.splice(at, 2);
  }

  copy(): HeaderFields {
    const copy = new HeaderFields(this.#ranks);
    copy.#parts.push(...this.#parts);
    return copy;
  }

  toJson(): string {
    const parts = this.#parts;
    let json = "";
    for (let i = 0; i < parts.length; i += 2)
      json += `,${quote(parts[i] as string)}:${parts[i + 1] as string}`;
    return json;
  }

  #find(key: string): number {
    const parts = this.#parts;
    for (let i = 0; i < parts.length; i += 2) if (parts[i] === key) return i;
    return -1;
  }

  #follows(before: string, key: string): boolean {
    if (this.#ranks === NO_RANKS) return before > key;
    const left = this.#ranks.get(before) ?? UNRANKED;
    const right = this.#ranks.get(key) ?? UNRANKED;
    return left === right ? before > key : left > right;
  }
}

/** No fields at all, shared by headers that have none. */
export const NO_HEADER_FIELDS: ReadonlyHeaderFields = new HeaderFields();

/** `json` as a whole number from 0 to `max` when it is written as one: no sign, fraction or exponent. */
export function unsignedFrom(json: string, max: number): number | undefined {
  if (!/^\d{1,20}$/.test(json)) return undefined;
  const value = Number(json);
  return value <= max ? value : undefined;
}

/** Quote, backslash, control characters and lone surrogates; some that match need none, which does not matter. */
const NEEDS_ESCAPE = /["\\\p{Cc}\p{Cs}]/u;

/** The text as a JSON string. */
export function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** The text of a valid JSON string. */
export function unquote(json: string): string {
  return json.includes("\\") ? (JSON.parse(json) as string) : json.slice(1, -1);
}
