import { isSection, type JsonSchema, type Option, type Section } from "./options/option.ts";

/** `${NAME}` and `${file:PATH}` may stand for any single value. */
const VARIABLE: JsonSchema = { $ref: "#/$defs/variable" };

/** A JSON Schema of config.yml, for editors and checks outside of Baton. */
export function jsonSchema(root: Section): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "config.yml of Baton and Sentry Relay",
    ...sectionSchema(root),
    $defs: { variable: { type: "string", pattern: "^\\$\\{[^}]+\\}$" } },
  };
}

function sectionSchema(section: Section): JsonSchema {
  const fields = Object.values(section.fields);
  const properties = fields.flatMap((field) => {
    const entry = [
      field.key,
      isSection(field) ? { description: field.doc, ...sectionSchema(field) } : optionSchema(field),
    ];
    const { alias } = field.spec;
    return alias === undefined ? [entry] : [entry, [alias, { $comment: `older name of ${field.key}` }]];
  });
  return {
    type: ["object", "null"],
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}

function optionSchema({ doc, kind, spec }: Option<unknown>): JsonSchema {
  const values = [kind.json, VARIABLE, ...(spec.nullable ? [{ type: "null" }] : [])];
  const known = spec.defaultText === undefined ? { default: spec.default } : {};
  return { description: doc, ...known, anyOf: values };
}
