import { asArray, asObject, asText, type LooseObject } from "../../../src/kernel/base/loose-json.ts";

/** One value that is not as its sender had it, and what was done to it. */
export interface Change {
  /** Keys and indices, with dots between, to be read. */
  readonly path: string;
  readonly what: readonly string[];
}

/** More would bury the payload. */
const MAX_CHANGES = 200;
/** As deep as payloads are. */
const MAX_DEPTH = 100;

const DEEDS: Readonly<Record<string, string>> = {
  a: "noted",
  x: "removed",
  s: "replaced",
  m: "masked",
  p: "hashed",
  e: "encrypted",
};

/** What `_meta` tells of a payload, and of what a container holds, in the order of the payload. */
export function changesOf(json: unknown): readonly Change[] {
  const changes: Change[] = [];
  collect(asObject(asObject(json)._meta), json, [], changes);
  for (const [index, element] of asArray(asObject(json).items).entries())
    collect(asObject(asObject(element)._meta), element, ["items", String(index)], changes);
  return changes;
}

function collect(node: LooseObject, value: unknown, path: readonly string[], changes: Change[]): void {
  if (changes.length >= MAX_CHANGES || path.length > MAX_DEPTH) return;
  const own = asObject(node[""]);
  const what = [
    ...new Set([...asArray(own.rem).map((remark) => deed(asArray(remark), own)), ...errorsOf(own)]),
  ];
  if (what.length > 0) changes.push({ path: path.join("."), what });
  for (const [key, below] of Object.entries(node))
    if (key !== "") collect(asObject(below), memberOf(value, key), pathBelow(path, value, key), changes);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as LooseObject)[key] : undefined;
}

/** What a list of pairs holds, such as headers, is named by its key, not by its place. */
function pathBelow(path: readonly string[], value: unknown, key: string): readonly string[] {
  const pair = Array.isArray(value) ? value[Number(key)] : undefined;
  if (Array.isArray(pair) && typeof pair[0] === "string") return [...path, pair[0]];
  const isInPair = Array.isArray(value) && value.length === 2 && value[0] === path.at(-1);
  return isInPair ? path : [...path, key];
}

/** A rule that begins with `!` is the relay's own, such as a limit of length. */
function deed([rule, type]: readonly unknown[], own: LooseObject): string {
  if (rule === "!limit") return own.len === undefined ? "cut" : `cut, was ${asText(own.len)} long`;
  return `${DEEDS[asText(type)] ?? asText(type)} by ${asText(rule)}`;
}

function errorsOf(own: LooseObject): readonly string[] {
  return asArray(own.err).map((error) => {
    const [kind, data] = Array.isArray(error) ? error : [error, undefined];
    const { reason } = asObject(data);
    return reason === undefined ? asText(kind) : `${asText(kind)}: ${asText(reason)}`;
  });
}
