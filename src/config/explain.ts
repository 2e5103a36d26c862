import type { Origin } from "./load/error.ts";
import type { LoadedConfig } from "./load/load.ts";
import { valueAt } from "./load/tree.ts";
import { isSection, type Option, type Section } from "./options/option.ts";
import { yamlText } from "./show/yaml-text.ts";

/** The option or section at a dotted path; the whole for an empty path. */
export function findOption(section: Section, path: string): Option<unknown> | undefined {
  if (path === "") return section;
  const [head = "", ...rest] = path.split(".");
  const field = Object.values(section.fields).find(({ key }) => key === head);
  if (field === undefined || rest.length === 0) return field;
  return isSection(field) ? findOption(field, rest.join(".")) : undefined;
}

/** The paths of all options and sections. */
export function optionPaths(section: Section, prefix = ""): readonly string[] {
  return Object.values(section.fields).flatMap((field) => {
    const path = prefix === "" ? field.key : `${prefix}.${field.key}`;
    return isSection(field) ? [path, ...optionPaths(field, path)] : [path];
  });
}

/** What an option means, may be, is, and why; for a section a line for each of its options. */
export function explain(option: Option<unknown>, path: string, loaded: LoadedConfig): string {
  if (isSection(option)) {
    const width = Math.max(...Object.values(option.fields).map(({ key }) => key.length));
    const lines = Object.values(option.fields).map(({ key, doc }) => `  ${key.padEnd(width)}  ${doc}`);
    return [option.doc, "", ...lines].join("\n");
  }
  const rows: readonly (readonly [string, string])[] = [
    ["value", valueText(option, path, loaded)],
    ["from", originText(loaded.origins.get(path), loaded)],
    ["type", option.kind.name + (option.spec.nullable ? ", or null" : "")],
    ["default", option.spec.defaultText ?? textOf(option, option.spec.default)],
    ["environment", `BATON_${path.replaceAll(".", "_").toUpperCase()}`],
    ...(option.spec.alias === undefined ? [] : [["also", option.spec.alias] as const]),
    ...(option.spec.ours === undefined ? [] : [["note", "not an option of Sentry Relay"] as const]),
  ];
  return [option.doc, "", ...rows.map(([name, text]) => `  ${name.padEnd(12)}${text}`)].join("\n");
}

function valueText(option: Option<unknown>, path: string, { tree }: LoadedConfig): string {
  const value = valueAt(tree, path.split("."));
  if (option.kind.secret && value !== undefined && value !== null) return "set (not shown)";
  return textOf(option, value === undefined ? option.spec.default : value);
}

function textOf({ kind }: Option<unknown>, value: unknown): string {
  const shown = value === null || kind.show === undefined ? value : kind.show(value);
  const text = yamlText({ v: shown }).slice("v:".length, -1);
  return text.startsWith("\n") ? text.replaceAll("\n", `\n${" ".repeat(14)}`) : text.trimStart();
}

function originText(origin: Origin | undefined, { file }: LoadedConfig): string {
  switch (origin?.from) {
    case "file":
      return `${file ?? "config.yml"}, line ${origin.line}`;
    case "environment":
      return `environment variable ${origin.variable}`;
    case "flag":
      return `flag ${origin.flag}`;
    default:
      return "default";
  }
}
