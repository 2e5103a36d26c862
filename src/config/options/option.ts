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

export interface SectionOptions {
  readonly ours?: true;
  /** What its fields are when the file leaves them out, by their names in the program: such a field is not even read. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/**
 * Groups options under `key`. An absent or null section has all its defaults; keys it does not know are left to
 * `findUnknownKeys`, since they are no error. `build` is called when a field is asked for: most files name few sections,
 * and the options of the others are nothing that a start should wait for.
 */
export function section<F extends Fields>(
  key: string,
  doc: string,
  build: () => F,
  { ours, defaults = {} }: SectionOptions = {},
): Section<F> {
  let built: F | undefined;
  const fieldsOf = (): F => {
    built ??= build();
    return built;
  };
  const read: Read<ValuesOf<F>> = (raw, reading) => {
    if (raw !== undefined && raw !== null && !isMapping(raw)) return refuse(reading, raw, "a mapping");
    const fields = fieldsOf();
    const values: Record<string, unknown> = {};
    for (const name in fields) {
      const field = fields[name] as Option<unknown>;
      const given = raw?.[field.key];
      values[name] =
        given === undefined && name in defaults
          ? defaults[name]
          : reading.inside(field.key, given, field.read);
    }
    return values as ValuesOf<F>;
  };
  return {
    key,
    doc,
    get fields() {
      return fieldsOf();
    },
    read,
    spec: { default: {}, doc, ...(ours ? { ours } : {}) },
    kind: { name: "section", read, json: { type: "object" } },
  };
}
