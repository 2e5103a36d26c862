import fc from "fast-check";
import { EVENT } from "../../../src/domain/event/schema/event.ts";
import type { Field, StructType, Type } from "../../../src/domain/event/schema/format.ts";
import type { JsonValue } from "../../../src/kernel/base/json/value.ts";

/** Texts that mean something to one field or another, and some that mean nothing. */
const TEXTS = [
  "",
  "x",
  " padded ",
  "a b",
  "Ünïcode é",
  "line\nbreak",
  "info",
  "fatal",
  "true",
  "5",
  "-1",
  "0x1F",
  "1.2.3.4",
  "::1",
  "{{auto}}",
  "2026-01-02T03:04:05Z",
  "2026-01-02",
  "ba700000000000000000000000000001",
  "BA700000-0000-0000-0000-000000000001",
  "{ba700000-0000-0000-0000-000000000001}",
  "00f067aa0ba902b7",
  "ok",
  "unknown",
  "deadline_exceeded",
  "millisecond",
  "MyUnit",
  "auto",
  "legacy",
  "https://example.com/a?b=c#d",
  "a=b; c=d",
  "elf",
  "os",
  "trace",
  "javascript",
  "é".repeat(40),
  "long ".repeat(120),
];
const NUMBERS = [0, 1, -1, 5, 42, 1.5, -0.5, 1767323045, 1767323045.123456, 2 ** 53, 1e21, 1e300, 16, 50];

const text = fc.constantFrom(...TEXTS);
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>(true, false, null) },
);
const keys = fc.constantFrom("a", "b", "A b", "foo", "x.y", "type", "10", "é", "values", "");

const free: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(keys, tie("any"), { maxKeys: 3 }),
  ),
})).any;

/** Events with a few fields each, most of them of the right shape. */
export const arbitraryEvent: fc.Arbitrary<JsonValue> = structOf(EVENT, 4);

function fieldOf(field: Field): fc.Arbitrary<JsonValue> {
  return fc.oneof({ weight: 12, arbitrary: typed(field.type) }, { weight: 1, arbitrary: free });
}

function typed(type: Type): fc.Arbitrary<JsonValue> {
  switch (type.kind) {
    case "scalar":
      return scalar;
    case "json":
      return free;
    case "list":
      return fc.array(fieldOf(type.item), { maxLength: 3 });
    case "map":
      return fc.dictionary(keys, fieldOf(type.item), { maxKeys: 3 });
    case "pairs":
      return pairsOf(type.value);
    case "struct":
      return structOf(type, 5);
    case "variant":
      return variantOf([...type.variants]);
  }
}

function pairsOf(value: Field): fc.Arbitrary<JsonValue> {
  const item: fc.Arbitrary<JsonValue> = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(text, fieldOf(value)) },
    { weight: 1, arbitrary: free },
  );
  return fc.oneof(
    fc.array(item, { maxLength: 4 }),
    fc.dictionary(keys, fieldOf(value), { maxKeys: 3 }),
    text,
  );
}

/** By its type, or under a key that is the type. */
function variantOf(variants: readonly (readonly [string, StructType])[]): fc.Arbitrary<JsonValue> {
  const kinds = variants.map(([tag, struct]) =>
    fc
      .tuple(structOf(struct, 6), fc.boolean())
      .map(([value, says]) => (says ? { ...(value as object), type: tag } : value)),
  );
  return fc.oneof(...kinds);
}

function structOf(struct: StructType, maxFields: number): fc.Arbitrary<JsonValue> {
  const names = [...struct.fields].flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
  const member = fc.constantFrom(...names, "unknown_key").chain((name) => {
    const field =
      struct.fields.get(name) ?? [...struct.fields.values()].find(({ aliases }) => aliases?.includes(name));
    return (field === undefined ? free : fieldOf(field)).map((value) => [name, value] as const);
  });
  return fc.array(member, { maxLength: maxFields }).map((members) => Object.fromEntries(members));
}
