import { expect, test } from "bun:test";
import { root } from "./config.ts";
import { DEFAULTS } from "./defaults.gen.ts";
import { jsonSchema } from "./json-schema.ts";
import { isSection, type Option, type Section } from "./options/option.ts";
import { Reading } from "./options/read.ts";
import { showSection } from "./show/effective.ts";

function allOptions(section: Section, prefix = ""): readonly (readonly [string, Option<unknown>])[] {
  return Object.values(section.fields).flatMap((field) => {
    const path = `${prefix}${field.key}`;
    return isSection(field) ? allOptions(field, `${path}.`) : [[path, field] as const];
  });
}

test("every default is a value that its option accepts", () => {
  const reading = new Reading();
  for (const field of Object.values(root.fields)) field.read(undefined, reading);
  expect(reading.problems).toEqual([]);
});

test("what the file leaves out is what the options say", () => {
  const said = Object.entries(root.fields).map(([name, field]) => [
    name,
    field.read(undefined, new Reading()),
  ]);
  expect(DEFAULTS).toEqual(Object.fromEntries(said));
});

test("what config show writes is read as the same configuration", () => {
  const reading = new Reading();
  const shown = JSON.parse(
    JSON.stringify(showSection(root, {}), (_key, value) =>
      value?.constructor?.name === "Decimal" ? value.value : value,
    ),
  );
  expect(root.read(shown, reading)).toEqual(root.read({}, new Reading()));
  expect(reading.problems).toEqual([]);
});

test("every option explains itself, and no two share a name", () => {
  const options = allOptions(root);
  expect(options.filter(([, { doc }]) => !/[.…]$/.test(doc)).map(([path]) => path)).toEqual([]);
  expect(new Set(options.map(([path]) => path)).size).toBe(options.length);
});

test("a configuration can travel to another thread", () => {
  const config = root.read({}, new Reading());
  expect(structuredClone(config)).toEqual(config);
});

test("the JSON Schema knows every option", () => {
  const schema = jsonSchema(root);
  const missing = allOptions(root).filter(([path]) => {
    let here: unknown = schema;
    for (const key of path.split("."))
      here = (here as { properties?: Record<string, unknown> })?.properties?.[key];
    return here === undefined;
  });
  expect(missing).toEqual([]);
});
