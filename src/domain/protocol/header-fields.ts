/** Ranks a header's known keys in wire order; keys without a rank follow, alphabetically. */
export type FieldRanks = ReadonlyMap<string, number>;

const NO_RANKS: FieldRanks = new Map();
const UNRANKED = 1000;

/**
 * The members of a header object as raw JSON text, in the order in which they are written. Raw, so that a value which
 * nobody reads leaves exactly as it came: `1.0` stays `1.0`, 12345678901234567890 keeps its digits.
 */
export class HeaderFields {
  readonly #keys: string[] = [];
  readonly #values: string[] = [];
  readonly #ranks: FieldRanks;

  constructor(ranks: FieldRanks = NO_RANKS) {
    this.#ranks = ranks;
  }

  get size(): number {
    return this.#keys.length;
  }

  keys(): readonly string[] {
    return this.#keys;
  }

  /** The value's JSON text. */
  raw(key: string): string | undefined {
    const at = this.#keys.indexOf(key);
    return at < 0 ? undefined : this.#values[at];
  }

  has(key: string): boolean {
    return this.#keys.includes(key);
  }

  /** Sets the value from its JSON text, which must be valid and on one line. */
  setRaw(key: string, json: string): void {
    const at = this.#keys.indexOf(key);
    if (at >= 0) {
      this.#values[at] = json;
      return;
    }
    let slot = this.#keys.length;
    while (slot > 0 && this.#follows(this.#keys[slot - 1] as string, key)) slot -= 1;
    if (slot === this.#keys.length) {
      this.#keys.push(key);
      this.#values.push(json);
    } else {
      this.#keys.splice(slot, 0, key);
      this.#values.splice(slot, 0, json);
    }
  }

  set(key: string, value: string | number | boolean | null): void {
    this.setRaw(key, JSON.stringify(value));
  }

  delete(key: string): void {
    const at = this.#keys.indexOf(key);
    if (at < 0) return;
    this.#keys.splice(at, 1);
    this.#values.splice(at, 1);
  }

  string(key: string): string | undefined {
    const json = this.raw(key);
    return json?.charCodeAt(0) === 0x22 ? unquote(json) : undefined;
  }

  boolean(key: string): boolean | undefined {
    const json = this.raw(key);
    return json === "true" ? true : json === "false" ? false : undefined;
  }

  /** The value when it is a whole number from 0 to `max`. */
  unsigned(key: string, max: number): number | undefined {
    const json = this.raw(key);
    return json === undefined ? undefined : unsignedFrom(json, max);
  }

  copy(): HeaderFields {
    const copy = new HeaderFields(this.#ranks);
    copy.#keys.push(...this.#keys);
    copy.#values.push(...this.#values);
    return copy;
  }

  /** `,"key":value` for every field. */
  toJson(): string {
    let json = "";
    for (let i = 0; i < this.#keys.length; i++) {
      json += `,${quote(this.#keys[i] as string)}:${this.#values[i] as string}`;
    }
    return json;
  }

  #follows(before: string, key: string): boolean {
    const left = this.#ranks.get(before) ?? UNRANKED;
    const right = this.#ranks.get(key) ?? UNRANKED;
    return left === right ? before > key : left > right;
  }
}

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
