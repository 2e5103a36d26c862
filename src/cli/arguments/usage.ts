import { isGroup, type Node } from "./command.ts";

/** A node of the command tree and the words that lead to it. */
export interface Level {
  readonly path: readonly string[];
  readonly node: Node;
}

export function pathText(level: Level): string {
  return level.path.join(" ");
}

/** The line behind `Usage:`. */
export function usageOf(level: Level): string {
  const base = `${pathText(level)} [OPTIONS]`;
  if (isGroup(level.node)) return `${base} <COMMAND>`;
  const { positionals } = level.node;
  if (positionals === undefined) return base;
  const word = positionals.required ? `<${positionals.name}>` : `[${positionals.name}]`;
  return `${base} ${word}${positionals.many ? "..." : ""}`;
}
