/**
 * A reader for the YAML that most configuration files consist of: block mappings and lists of plain and simply quoted
 * scalars. It gives up on everything else and on everything doubtful, and then the whole language is read by the
 * library, which costs 3 ms more of a start. Where it does not give up, it reads what the library reads
 * (simple-yaml.test.ts tries that on random texts).
 */
import { type InterpolationContext, interpolate } from "./interpolate.ts";
import { scalarOf } from "./scalar.ts";

/** Thrown and caught here only: this text is not simple. */
class NotSimple extends Error {
  override readonly name = "NotSimple";
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

interface Lines {
  readonly all: readonly Line[];
  at: number;
  readonly context: InterpolationContext;
}

/** More than printable ASCII, or the start or end of a document. */
const DOUBTFUL = /[^\n -~]|^(?:---|\.\.\.)/m;
const KEY = /^([A-Za-z_][\w-]*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?: +(.*))?$/;
const QUOTED = /^(?:'([^']*)'|"([^"\\]*)")(?: +#.*)?$/;
const MAX_DEPTH = 32;

/** The value of a simple text with its variables replaced; `undefined` when it is not simple, or a variable is missing. */
export function readSimpleYaml(
  text: string,
  context: InterpolationContext,
): { readonly value: unknown } | undefined {
  if (DOUBTFUL.test(text)) return undefined;
  const all = text
    .split("\n")
    .map((line) => ({ indent: line.search(/[^ ]|$/), text: line.trim() }))
    .filter((line) => line.text !== "" && !line.text.startsWith("#"));
  const lines: Lines = { all, at: 0, context };
  try {
    const first = all[0];
    if (first === undefined) return { value: null };
    const value = readBlock(lines, first.indent, 0);
    return lines.at === all.length ? { value } : undefined;
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** A mapping or a list whose entries stand at `indent`. */
function readBlock(lines: Lines, indent: number, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new NotSimple();
  const isList = lines.all[lines.at]?.text.startsWith("- ") === true;
  return isList ? readList(lines, indent, depth) : readMapping(lines, indent, depth);
}

function readMapping(lines: Lines, indent: number, depth: number): unknown {
  const entries = new Map<string, unknown>();
  for (let line = lines.all[lines.at]; line?.indent === indent; line = lines.all[lines.at]) {
    if (line.text.startsWith("- ") && entries.size > 0) break;
    const match = KEY.exec(line.text);
    const key = match?.[1];
    if (key === undefined || entries.has(key) || scalarOf(key) !== key) throw new NotSimple();
    lines.at++;
    entries.set(key, readValue(lines, match?.[2] ?? "", indent, depth));
  }
  const next = lines.all[lines.at];
  if (next !== undefined && next.indent > indent) throw new NotSimple();
  return Object.fromEntries(entries);
}

function readList(lines: Lines, indent: number, depth: number): unknown {
  const items: unknown[] = [];
  for (let line = lines.all[lines.at]; line?.indent === indent; line = lines.all[lines.at]) {
    if (!line.text.startsWith("- ")) break;
    const rest = line.text.slice(2);
    const inner = rest.trimStart();
    if (KEY.test(inner) && !inner.startsWith("#")) {
      const innerIndent = indent + 2 + rest.length - inner.length;
      (lines.all as Line[])[lines.at] = { indent: innerIndent, text: inner };
      items.push(readMapping(lines, innerIndent, depth + 1));
    } else {
      lines.at++;
      items.push(readScalar(lines, inner));
      const next = lines.all[lines.at];
      if (next !== undefined && next.indent > indent) throw new NotSimple();
    }
  }
  return items;
}

/** What stands behind a key, or below it. */
function readValue(lines: Lines, behind: string, indent: number, depth: number): unknown {
  const next = lines.all[lines.at];
  const isBelow =
    next !== undefined && (next.indent > indent || (next.indent === indent && next.text.startsWith("- ")));
  if (behind !== "" && !behind.startsWith("#")) {
    if (next !== undefined && next.indent > indent) throw new NotSimple(); // the scalar goes on there
    return readScalar(lines, behind);
  }
  return isBelow ? readBlock(lines, next.indent, depth + 1) : null;
}

function readScalar(lines: Lines, text: string): unknown {
  if (text === "{}") return {};
  if (text === "[]") return [];
  const quoted = QUOTED.exec(text);
  if (quoted !== null) return resolved(lines, quoted[1] ?? quoted[2] ?? "");
  const plain = text.replace(/ +#.*$/, "");
  const isDoubtful = /^[-?:,[\]{}#&*!|>'"%@`.+=<~]|: |:$| #/.test(plain);
  if (plain === "" || (isDoubtful && !/^-\d+$/.test(plain))) throw new NotSimple();
  const value = scalarOf(plain);
  return typeof value === "string" ? resolved(lines, value) : value;
}

function resolved(lines: Lines, text: string): unknown {
  const result = interpolate(text, lines.context);
  if (!result.ok) throw new NotSimple();
  return result.value;
}
