import { type Flag, GLOBAL_FLAGS, isGroup, valueNameOf } from "./command.ts";
import { type Level, usageOf } from "./usage.ts";

const WIDTH = 79;
const DOC_INDENT = " ".repeat(10);

/** What `--help` prints, in the reference's layout. */
export function helpText(level: Level): string {
  const { node } = level;
  const parts = [node.about, `Usage: ${usageOf(level)}`];
  if (isGroup(node)) {
    const width = Math.max(...node.commands.map(({ name }) => name.length));
    const lines = node.commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`);
    parts.push(["Commands:", ...lines].join("\n"));
  } else if (node.positionals !== undefined) {
    const { name, doc, required, many } = node.positionals;
    parts.push(`Arguments:\n  ${required ? `<${name}>` : `[${name}]`}${many ? "..." : ""}\n${wrap(doc)}`);
  }
  const own = isGroup(node) ? [] : Object.values(node.flags);
  parts.push(
    [
      "Options:",
      ...inOrder(own).map(flagHelp),
      "  -h, --help\n          Print help",
      "  -V, --version\n          Print version",
    ].join("\n"),
  );
  if (node.details !== undefined) parts.push(node.details);
  return parts.join("\n\n");
}

/** Options by their place in their table, global ones among them; of two at one place in the order of their names. */
function inOrder(own: readonly Flag[]): readonly Flag[] {
  const ranked = [Object.values<Flag>(GLOBAL_FLAGS), own].flatMap((table) =>
    table.map((flag, place) => ({ flag, place, name: flag.short?.toLowerCase() ?? flag.long })),
  );
  ranked.sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1));
  return ranked.map(({ flag }) => flag);
}

function flagHelp(flag: Flag): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  const value = flag.kind === "value" ? ` <${valueNameOf(flag)}>` : "";
  return `  ${short}--${flag.long}${value}\n${wrap([flag.doc, ...notes(flag)].join(" "))}`;
}

function notes(flag: Flag): readonly string[] {
  if (flag.kind === "switch") return [];
  return [
    ...(flag.env === undefined ? [] : [`[env: ${flag.env}=]`]),
    ...(flag.default === undefined ? [] : [`[default: ${flag.default}]`]),
    ...(flag.choices === undefined ? [] : [`[possible values: ${flag.choices.join(", ")}]`]),
  ];
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = DOC_INDENT;
  for (const word of text.split(" ")) {
    const longer = line === DOC_INDENT ? line + word : `${line} ${word}`;
    if (longer.length > WIDTH && line !== DOC_INDENT) {
      lines.push(line);
      line = DOC_INDENT + word;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}
