import { root } from "../../../src/config/config.ts";
import { isSection, type Option } from "../../../src/config/options/option.ts";

/** The text of `config show` without the keys that only Baton has. */
export function withoutOwnKeys(text: string): string {
  const path: string[] = [];
  let dropDeeperThan = Number.POSITIVE_INFINITY;
  const kept = text.split("\n").filter((line) => {
    const match = /^( *)(- )?([a-z_]+):/.exec(line);
    const depth = (match?.[1]?.length ?? indentOf(line)) / 2;
    if (depth > dropDeeperThan || (depth === dropDeeperThan && match?.[2] !== undefined)) return false;
    dropDeeperThan = Number.POSITIVE_INFINITY;
    if (match === null || match[2] !== undefined) return true;
    path.splice(depth, path.length, match[3] ?? "");
    if (!isOwn(path)) return true;
    dropDeeperThan = depth;
    return false;
  });
  return kept.join("\n");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isOwn(path: readonly string[]): boolean {
  let option: Option<unknown> | undefined = root;
  for (const key of path) {
    if (option === undefined || !isSection(option)) return false;
    option = Object.values(option.fields).find((field) => field.key === key);
  }
  return option?.spec.ours === true;
}
