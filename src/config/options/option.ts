import { isMapping, type Read, type Reading, refuse } from "./read.ts";

/** A fragment of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a value may be: how it is read, and how it is spoken of. */
export interface Kind<T> {
  /** Words for documentation and error texts, such as "whole seconds". */
  readonly name: string;
  readonly read: Read<T>;
  /** The same for other tools, of the value as the file has it. */
  readonly json: JsonSchema;
  /** How `config show` writes a raw value; as it is when absent. */
  readonly show?: (raw: unknown) => unknown;
  /** The value is never quoted in an error text. */
  readonly secret?: boolean;
}

/** What an option says of itself. `default` is written as in the file, in the file's unit. */
export interface OptionSpec<N extends boolean> {
  readonly default: unknown;
  readonly doc: string;
  /** Whether `null` is a value of its own. */
  readonly nullable?: N;
  /** An older spelling of the key that is still read. */
  readonly alias?: string;
  /** A key that only Baton knows. */
  readonly ours?: true;
  /** `config show` leaves it out while it has its default. */
  readonly quiet?: true;
  /** In words, where the default depends on the machine. */
  readonly defaultText?: string;
}

export interface Option<T> {
  readonly key: string;
  readonly doc: string;
  /** Reads the option's value; an absent one has its default. */
  readonly read: Read<T>;
  readonly spec: OptionSpec<boolean>;
  readonly kind: Kind<unknown>;
}

type Fields = Readonly<Record<string, Option<unknown>>>;
type ValueOf<O> = O extends Option<infer T> ? T : never;
type ValuesOf<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** A group of options under one key; itself an option whose value is the record of its fields. */
export interface Section<F extends Fields = Fields> extends Option<ValuesOf<F>> {
  readonly fields: F;
}

/** The type of a section's values inside the program. */
export type ConfigOf<S> = ValueOf<S>;

export function isSection(option: Option<unknown>): option is Section {
  return "fields" in option;
}

export interface OptionMaker<T> {
  readonly kind: Kind<T>;
  <N extends boolean = false>(key: string, spec: OptionSpec<N>): Option<N extends true ? T | null : T>;
}

/** Builds the maker of a kind's options: `const seconds = optionOf(SECONDS)`. */
export function optionOf<T>(kind: Kind<T>): OptionMaker<T> {
  const make = <N extends boolean = false>(key: string, spec: OptionSpec<N>) => option(key, kind, spec);
  return Object.assign(make, { kind });
}

export function option<T, N extends boolean = false>(
  key: string,
  kind: Kind<T>,
  spec: OptionSpec<N>,
): Option<N extends true ? T | null : T> {
  const read = (raw: unknown, reading: Reading) => {
    const value = raw === undefined ? spec.default : raw;
    return value === null && spec.nullable ? null : kind.read(value, reading);
  };
  return { key, doc: spec.doc, kind, spec, read: read as Read<N extends true ? T | null : T> };
}

/**
 * Groups options under `key`. An absent or null section has all its defaults; keys it does not know are left to
 * `findUnknownKeys`, since they are no error.
 */
export function section<F extends Fields>(key: string, doc: string, fields: F, ours?: true): Section<F> {
  const read: Read<ValuesOf<F>> = (raw, reading) => {
    if (raw !== undefined && raw !== null && !isMapping(raw)) return refuse(reading, raw, "a mapping");
    const values: Record<string, unknown> = {};
    for (const name in fields) {
      const field = fields[name] as Option<unknown>;
      values[name] = reading.inside(field.key, raw?.[field.key], field.read);
    }
    return values as ValuesOf<F>;
  };
  const spec: OptionSpec<boolean> = ours ? { default: {}, doc, ours } : { default: {}, doc };
  return { key, doc, fields, read, spec, kind: { name: "section", read, json: { type: "object" } } };
}
