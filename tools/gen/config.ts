import { root } from "../../src/config/config.ts";
import { jsonSchema } from "../../src/config/json-schema.ts";
import { VARIABLES } from "../../src/config/load/overrides.ts";
import { isSection, type Option, type Section } from "../../src/config/options/option.ts";
import { showValue } from "../../src/config/show/effective.ts";
import { yamlText } from "../../src/config/show/yaml-text.ts";
import { type GeneratedFiles, table, withBlock } from "../lib/generator.ts";

const FILE = "docs/config.md";

/** The options of docs/config.md, the variables that override them, and the JSON Schema. */
export function generate(): GeneratedFiles {
  const options = withBlock(FILE, "options", sectionText(root, []));
  const whole = withBlock(FILE, "variables", variablesText(), options);
  // An option a line.
  const schema = JSON.stringify(jsonSchema(root), null, 1).replace(/\n {5,}/g, " ");
  return { [FILE]: whole, "docs/config.schema.json": `${schema}\n` };
}

function sectionText(section: Section, path: readonly string[]): string {
  const fields = Object.values(section.fields);
  const own = fields.filter((field) => !isSection(field));
  const inner = fields.filter(isSection).map((field) => sectionText(field, [...path, field.key]));
  const title = path.length === 0 ? [] : [`### \`${path.join(".")}\`\n`, `${section.doc}\n`];
  const rows = own.map((field) => [`\`${[...path, field.key].join(".")}\``, ...cellsOf(field)]);
  const options = rows.length === 0 ? [] : [table(["key", "value", "default", "meaning"], rows)];
  return [...title, ...options, ...inner].join("\n");
}

function cellsOf({ doc, kind, spec }: Option<unknown>): readonly string[] {
  const notes = [
    ...(spec.alias === undefined ? [] : [`Older name: \`${spec.alias}\`.`]),
    ...(spec.ours === undefined ? [] : ["*Baton only.*"]),
  ];
  const type = spec.nullable ? `${kind.name}, or null` : kind.name;
  return [type, spec.defaultText ?? `\`${defaultText({ kind, spec })}\``, [doc, ...notes].join(" ")];
}

/** As one line of YAML. */
function defaultText({ kind, spec }: Pick<Option<unknown>, "kind" | "spec">): string {
  const shown = showValue({ kind, spec }, undefined);
  if (Array.isArray(spec.default) || typeof spec.default === "object") return JSON.stringify(spec.default);
  if (Array.isArray(shown)) return String(spec.default);
  return yamlText({ v: shown }).slice("v: ".length, -1);
}

const FLAGS: Readonly<Record<string, string>> = {
  logLevel: "--log-level (every command)",
  logFormat: "--log-format (every command)",
};

function variablesText(): string {
  const rows = Object.entries(VARIABLES).map(([name, variable]) => [
    `\`${variable}\``,
    FLAGS[name] ?? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  ]);
  return table(["variable", "flag of `run`"], rows);
}
