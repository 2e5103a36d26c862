/** Walks over the known keys: aliases, and keys that nobody knows. */
import { isSection, type Option, type Section } from "../options/option.ts";
import { isMapping } from "../options/read.ts";
import type { RawTree } from "../show/effective.ts";
import { nearest } from "./edit-distance.ts";
import type { ConfigProblem, Origin } from "./error.ts";

/** Keys that earlier versions of the reference had. They have no effect, and no warning says that they are misspelt. */
const GONE: ReadonlySet<string> = new Set([
  "metrics.sample_rate",
  "metrics.aggregate",
  "cache.event_expiry",
  "cache.event_buffer_size",
]);

/** The tree with every alias under the name that replaced it. Both at once is a problem, as for a key given twice. */
export function resolveAliases(
  section: Section,
  tree: RawTree,
  problems: ConfigProblem[],
  prefix = "",
): RawTree {
  let result = tree;
  for (const field of Object.values(section.fields)) {
    const { alias } = field.spec;
    if (alias !== undefined && alias in result) {
      const { [alias]: value, ...rest } = result;
      if (field.key in rest)
        problems.push({
          path: prefix,
          reason: `duplicate field \`${field.key}\` (also given as \`${alias}\`)`,
        });
      result = { ...rest, [field.key]: value };
    }
    const inner = result[field.key];
    if (isSection(field) && isMapping(inner)) {
      result = { ...result, [field.key]: resolveAliases(field, inner, problems, join(prefix, field.key)) };
    }
  }
  return result;
}

/** One warning per key that no option has, with the key that was probably meant. */
export function findUnknownKeys(
  section: Section,
  tree: RawTree,
  origins: ReadonlyMap<string, Origin>,
  prefix = "",
): readonly ConfigProblem[] {
  const known = new Map<string, Option<unknown>>(
    Object.values(section.fields).map((field) => [field.key, field]),
  );
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = join(prefix, key);
    const field = known.get(key);
    if (field !== undefined)
      return isSection(field) && isMapping(value) ? findUnknownKeys(field, value, origins, path) : [];
    if (GONE.has(path)) return [];
    const origin = origins.get(`key:${path}`);
    return [{ path, reason: unknownKey(key, known, prefix), ...(origin === undefined ? {} : { origin }) }];
  });
}

function unknownKey(key: string, known: ReadonlyMap<string, unknown>, prefix: string): string {
  const meant = nearest(key, [...known.keys()]);
  return meant === undefined ? "unknown key" : `unknown key, did you mean \`${join(prefix, meant)}\`?`;
}

function join(prefix: string, key: string): string {
  return prefix === "" ? key : `${prefix}.${key}`;
}
