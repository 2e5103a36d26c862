/** The local receiver says what to do next; what the log would tell at the same time is noise until somebody asks. */
import { isMapping } from "../options/read.ts";
import type { RawTree } from "../show/effective.ts";
import type { Environment } from "./interpolate.ts";
import { valueAt, withValue } from "./tree.ts";

/** The tree of the local mode with `logging.level: warn`, where neither a level nor a filter is given. */
export function applyLocalDefaults(tree: RawTree, env: Environment): RawTree {
  if (valueAt(tree, ["relay", "mode"]) !== "local" || (env.RUST_LOG ?? "") !== "") return tree;
  const { logging } = tree;
  if (logging !== undefined && logging !== null && !isMapping(logging)) return tree; // told when it is read
  const given = valueAt(tree, ["logging", "level"]);
  return given === undefined || given === null ? withValue(tree, ["logging", "level"], "warn") : tree;
}
