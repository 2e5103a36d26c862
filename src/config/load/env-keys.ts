/** Every option has an environment variable of our own: `BATON_` and its path, as in `BATON_SPOOL_ENVELOPES_PATH`. */
import { flag } from "../options/kinds.ts";
import { isSection, type Option, type Section } from "../options/option.ts";
import type { RawTree } from "../show/effective.ts";
import type { ConfigProblem, Origin } from "./error.ts";
import type { Environment } from "./interpolate.ts";
import { scalarOf } from "./scalar.ts";
import { withValue } from "./tree.ts";

const PREFIX = "BATON_";
/** Variables with a meaning that is not an option's. */
const SHORTHANDS: ReadonlyMap<string, string> = new Map([["BATON_AWS_LAMBDA", "BATON_AWS_LAMBDA_ENABLED"]]);
/** Read elsewhere. */
const NOT_OURS: ReadonlySet<string> = new Set(["BATON_SHARED", "BATON_CONFIG", "BATON_EXTENSION_NAME"]);

export interface EnvironmentLayer {
  readonly tree: RawTree;
  readonly warnings: readonly ConfigProblem[];
}

/** The tree with the values of `BATON_…` variables; lists and mappings are written as JSON. */
export function applyEnvironmentKeys(
  root: Section,
  tree: RawTree,
  env: Environment,
  origins: Map<string, Origin>,
): EnvironmentLayer {
  const given = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !NOT_OURS.has(name));
  if (given.length === 0) return { tree, warnings: [] };
  const known = new Map(variablesOf(root, []).map((variable) => [variable.name, variable]));
  const warnings: ConfigProblem[] = [];
  let result = tree;
  for (const name of given) {
    const variable = known.get(SHORTHANDS.get(name) ?? name);
    const origin: Origin = { from: "environment", variable: name };
    if (variable === undefined) {
      warnings.push({ path: "", reason: "names no option", origin });
      continue;
    }
    result = withValue(result, variable.path, parseValue(env[name] ?? "", variable.option));
    origins.set(variable.path.join("."), origin);
  }
  return { tree: result, warnings };
}

export interface OptionVariable {
  readonly name: string;
  readonly path: readonly string[];
  readonly option: Option<unknown>;
}

/** The variable of every option. */
function variablesOf(section: Section, prefix: readonly string[]): readonly OptionVariable[] {
  return Object.values(section.fields).flatMap((field) => {
    const path = [...prefix, field.key];
    if (isSection(field)) return variablesOf(field, path);
    return [{ name: `${PREFIX}${path.join("_").toUpperCase()}`, path, option: field }];
  });
}

function parseValue(text: string, option: Option<unknown>): unknown {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  if (option.kind === flag.kind && (text === "1" || text === "0")) return text === "1";
  return scalarOf(text);
}
