import { ownText, SharedTexts } from "../shared-texts.ts";
import { jsonMembers } from "./json-members.ts";

/** A field is of another type than it must be. Caught where the document is read; never leaves this folder. */
export class FieldError extends Error {}

/** Members of one JSON object, read by type. Whatever may be left out may also be null. */
export class Fields {
  readonly #members: ReadonlyMap<string, string>;

  constructor(members: ReadonlyMap<string, string>) {
    this.#members = members;
  }

  static parse(json: string, name: string): Fields {
    const members = jsonMembers(json);
    if (members === undefined) throw new FieldError(`${name} is no object`);
    return new Fields(members);
  }

  /** The value's text; `undefined` when it is missing or null. */
  raw(name: string): string | undefined {
    const json = this.#members.get(name);
    return json === "null" ? undefined : json;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  names(): readonly string[] {
    return [...this.#members.keys()];
  }

  value(name: string): unknown {
    const json = this.raw(name);
    if (json === undefined) return undefined;
    try {
      return JSON.parse(json);
    } catch {
      throw new FieldError(`${name} is no JSON`);
    }
  }

  /** The value's text, known to be JSON; for what is passed on unread. */
  json(name: string, shared = new SharedTexts()): string | undefined {
    const text = this.raw(name);
    if (text === undefined) return undefined;
    const known = shared.json(text);
    if (known === undefined) throw new FieldError(`${name} is no JSON`);
    return known;
  }

  string(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "string") return value;
    throw new FieldError(`${name} is no string`);
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw new FieldError(`${name} is neither true nor false`);
  }

  /** Digits of an id, exactly: ids are 64 bits, numbers are not. */
  digits(name: string): string | undefined {
    const json = this.raw(name);
    if (json === undefined || (/^\d{1,20}$/.test(json) && BigInt(json) < 2n ** 64n))
      return json && ownText(json);
    throw new FieldError(`${name} is no unsigned number`);
  }

  unsigned(name: string, end: number): number | undefined {
    const json = this.raw(name);
    if (json === undefined) return undefined;
    const value = Number(json);
    if (/^\d{1,20}$/.test(json) && value < end) return value;
    throw new FieldError(`${name} is no whole number below ${end}`);
  }

  /** An object's members. */
  object(name: string): Fields | undefined {
    const json = this.raw(name);
    return json === undefined ? undefined : Fields.parse(json, name);
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw new FieldError(`${name} is no list`);
  }

  strings(name: string): readonly string[] | undefined {
    const values = this.list(name);
    if (values?.some((value) => typeof value !== "string")) throw new FieldError(`${name} holds no strings`);
    return values as readonly string[] | undefined;
  }
}
