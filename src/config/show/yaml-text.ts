/** Writes plain values as YAML, in the style of the reference's `config show`. */
import { hasLeadingZero, scalarOf } from "../load/scalar.ts";
import { Decimal } from "../options/kinds.ts";
import { isMapping } from "../options/read.ts";

/** The text of a mapping, ending with a line feed. */
export function yamlText(tree: Readonly<Record<string, unknown>>): string {
  return mapping(tree, "")
    .map((line) => `${line}\n`)
    .join("");
}

function mapping(tree: Readonly<Record<string, unknown>>, indent: string): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    entry(`${indent}${scalar(key, indent)}:`, value, indent),
  );
}

/** `head` with the value behind it or, for a filled collection, below it. */
function entry(head: string, value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${head} []`] : [head, ...sequence(value, indent)];
  if (isMapping(value) && !(value instanceof Decimal)) {
    return Object.keys(value).length === 0 ? [`${head} {}`] : [head, ...mapping(value, `${indent}  `)];
  }
  return [`${head} ${scalar(value, indent)}`];
}

/** Items stand at the indent of their key. */
function sequence(items: readonly unknown[], indent: string): readonly string[] {
  return items.flatMap((item) => {
    if (!isMapping(item) || Object.keys(item).length === 0) return entry(`${indent}-`, item, `${indent}  `);
    const [first = "", ...rest] = mapping(item, `${indent}  `);
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

function scalar(value: unknown, indent: string): string {
  if (value instanceof Decimal) return decimal(value.value);
  if (typeof value !== "string") return String(value);
  if (isPlain(value)) return value;
  if (/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/u.test(value) || /[ \t](?:\n|$)/.test(value))
    return JSON.stringify(value);
  if (value.includes("\n")) return block(value, `${indent}  `);
  return `'${value.replaceAll("'", "''")}'`;
}

function block(text: string, indent: string): string {
  const body = text.replace(/\n+$/, "");
  const chomp = body.length === text.length ? "-" : text.length - body.length === 1 ? "" : "+";
  const lines = (chomp === "+" ? text.slice(0, -1) : body).split("\n");
  return [`|${chomp}`, ...lines.map((line) => (line === "" ? "" : `${indent}${line}`))].join("\n");
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Whether the text can stand unquoted and is read as the same text again. */
function isPlain(text: string): boolean {
  if (
    text === "" ||
    scalarOf(text) !== text ||
    hasLeadingZero(text) ||
    text.startsWith("---") ||
    text.startsWith("...")
  )
    return false;
  if (/^[-+]?\.(?:inf|nan)$/i.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`\s]/.test(text) || /^[-?:](?:\s|$)/.test(text)) return false;
  return (
    !/:(?:\s|$)|\s#|[\n\t\r]|\s$/.test(text) && !/[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/u.test(text)
  );
}
