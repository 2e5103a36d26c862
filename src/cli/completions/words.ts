import { type Flag, GLOBAL_FLAGS, type Group, isGroup, type Node } from "../arguments/command.ts";

/** One place in the command line: the words before it, and what may follow. */
export interface Place {
  /** Without the program's name; empty at its beginning. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly flags: readonly Flag[];
}

const HELP: readonly Flag[] = [
  { kind: "switch", long: "help", short: "h", doc: "Print help" },
  { kind: "switch", long: "version", short: "V", doc: "Print version" },
];

/** Every place, from the beginning to the deepest command. */
export function placesOf(program: Group): readonly Place[] {
  return walk(program, []);
}

function walk(node: Node, path: readonly string[]): readonly Place[] {
  const own = isGroup(node) ? [] : Object.values(node.flags);
  const flags = [...own, ...Object.values<Flag>(GLOBAL_FLAGS), ...HELP];
  if (!isGroup(node)) return [{ path, commands: [], flags }];
  const here = { path, commands: node.commands.map(({ name, about }) => ({ name, about })), flags };
  return [here, ...node.commands.flatMap((child) => walk(child, [...path, child.name]))];
}

/** `--long` and, where there is one, `-s`. */
export function spellings(flag: Flag): readonly string[] {
  return flag.short === undefined ? [`--${flag.long}`] : [`-${flag.short}`, `--${flag.long}`];
}

/** In single quotes of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
