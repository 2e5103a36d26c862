/** Ranks a header's known keys in wire order; keys without a rank follow, alphabetically. */
export type FieldRanks = ReadonlyMap<string, number>;

const NO_RANKS: FieldRanks = new Map();
const UNRANKED = 1000;
/** Fields that are kept in a list; a header made to have more must not cost the square of its size. */
const MAX_FEW = 16;

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
  /** Key, value, key, value …, in wire order, as long as they are few. */
  #few: string[] = [];
  /** More than a client would send; in no order. */
  #many: Map<string, string> | undefined;
  readonly #ranks: FieldRanks;

  constructor(ranks: FieldRanks = NO_RANKS) {
    this.#ranks = ranks;
  }

  get size(): number {
    return this.#many?.size ?? this.#few.length / 2;
  }

  keys(): string[] {
    return this.#ordered().filter((_, i) => i % 2 === 0);
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): string | undefined {
    if (this.#many !== undefined) return this.#many.get(key);
    const at = this.#find(key);
    return at < 0 ? undefined : this.#few[at + 1];
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
    if (this.#many !== undefined) {
      this.#many.set(key, json);
      return;
    }
    const few = this.#few;
    const at = this.#find(key);
    if (at >= 0) {
      few[at + 1] = json;
      return;
    }
    let slot = few.length;
    while (slot > 0 && this.#compare(few[slot - 2] as string, key) > 0) slot -= 2;
    if (slot === few.length) few.push(key, json);
    else few.splice(slot, 0, key, json);
    if (few.length > MAX_FEW * 2) this.#many = new Map(pairs(few));
  }

  set(key: string, value: string | number | boolean | null): void {
    this.setRaw(key, JSON.stringify(value));
  }

  copy(): HeaderFields {
    const copy = new HeaderFields(this.#ranks);
    copy.#few = [...this.#few];
    if (this.#many !== undefined) copy.#many = new Map(this.#many);
    return copy;
  }

  toJson(): string {
    const parts = this.#ordered();
    let json = "";
    for (let i = 0; i < parts.length; i += 2)
      json += `,${quote(parts[i] as string)}:${parts[i + 1] as string}`;
    return json;
  }

  #ordered(): readonly string[] {
    if (this.#many === undefined) return this.#few;
    return [...this.#many].sort(([left], [right]) => this.#compare(left, right)).flat();
  }

  #find(key: string): number {
    const few = this.#few;
    for (let i = 0; i < few.length; i += 2) if (few[i] === key) return i;
    return -1;
  }

  #compare(left: string, right: string): number {
    if (this.#ranks !== NO_RANKS) {
      const ranks = (this.#ranks.get(left) ?? UNRANKED) - (this.#ranks.get(right) ?? UNRANKED);
      if (ranks !== 0) return ranks;
    }
    return left < right ? -1 : left > right ? 1 : 0;
  }
}

function* pairs(parts: readonly string[]): Generator<[string, string]> {
  for (let i = 0; i < parts.length; i += 2) yield [parts[i] as string, parts[i + 1] as string];
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
