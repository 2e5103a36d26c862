import * as v from "valibot";

/** What a value may be: how it is checked, what it becomes, and how it is spoken of. */
export interface Kind<T> {
  /** Words for documentation and error texts, such as "whole seconds". */
  readonly name: string;
  /** From the value as YAML gives it to the value as the program uses it. */
  readonly schema: v.GenericSchema<unknown, T>;
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
  readonly schema: v.GenericSchema<unknown, T>;
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

/** Builds the maker of a kind's options: `const seconds = optionOf(SECONDS)`. */
export function optionOf<T>(kind: Kind<T>): OptionMaker<T> {
  const make = <N extends boolean = false>(key: string, spec: OptionSpec<N>) => option(key, kind, spec);
  return Object.assign(make, { kind });
}

export interface OptionMaker<T> {
  readonly kind: Kind<T>;
  <N extends boolean = false>(key: string, spec: OptionSpec<N>): Option<N extends true ? T | null : T>;
}

export function option<T, N extends boolean = false>(
  key: string,
  kind: Kind<T>,
  spec: OptionSpec<N>,
): Option<N extends true ? T | null : T> {
  const present = spec.nullable ? v.nullable(kind.schema) : kind.schema;
  const schema = v.optional(present, spec.default as never);
  return {
    key,
    doc: spec.doc,
    kind,
    spec,
    schema: schema as unknown as Option<N extends true ? T | null : T>["schema"],
  };
}

/**
 * Groups options under `key`. An absent or null section has all its defaults; keys it does not know are left to
 * `findUnknownKeys`, since they are no error.
 */
export function section<F extends Fields>(key: string, doc: string, fields: F, ours?: true): Section<F> {
  const names = Object.entries(fields).map(([name, field]) => [name, field.key] as const);
  const entries = Object.fromEntries(Object.values(fields).map((field) => [field.key, field.schema]));
  const object = v.pipe(
    v.custom<object>(isMapping, expected("a mapping")), // valibot takes a list for an object
    v.looseObject(entries),
    v.transform((raw) => Object.fromEntries(names.map(([name, outer]) => [name, raw[outer]])) as ValuesOf<F>),
  );
  const schema = v.nullish(object, {}) as unknown as v.GenericSchema<unknown, ValuesOf<F>>;
  const spec: OptionSpec<boolean> = ours ? { default: {}, doc, ours } : { default: {}, doc };
  return { key, doc, fields, schema, spec, kind: { name: "section", schema } };
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An error text that quotes what was found: `invalid value: string "5m", expected a byte size`. */
export function expected(what: string): (issue: v.BaseIssue<unknown>) => string {
  return (issue) => `invalid value: ${describe(issue.input)}, expected ${what}`;
}

/** The same for secrets: says what kind of value was found, not which. */
export function expectedSecret(what: string): (issue: v.BaseIssue<unknown>) => string {
  return (issue) =>
    `invalid value: ${typeof issue.input === "string" ? "string" : describe(issue.input)}, expected ${what}`;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string")
    return `string ${JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)}`;
  if (typeof value === "number") return `${Number.isInteger(value) ? "integer" : "number"} \`${value}\``;
  if (typeof value === "boolean") return `boolean \`${value}\``;
  return "a mapping";
}
