/** On Lambda nothing needs to be written: the upstream follows from the DSN, and forwarding needs no credentials. */
import { upstreamOfDsn } from "../options/urls.ts";
import type { RawTree } from "../show/effective.ts";
import type { Environment } from "./interpolate.ts";
import { valueAt, withValue } from "./tree.ts";

/** The tree with what follows from Lambda's environment, where nobody has said otherwise. */
export function applyLambdaDefaults(tree: RawTree, env: Environment): RawTree {
  if (valueAt(tree, ["aws", "lambda", "enabled"]) !== true) return tree;
  let result = tree;
  const dsnText = valueAt(tree, ["aws", "lambda", "dsn"]) ?? env.SENTRY_DSN;
  const upstream = typeof dsnText === "string" ? upstreamOfDsn(dsnText) : undefined;
  if (upstream?.ok) result = unlessSet(result, ["aws", "lambda", "dsn"], dsnText);
  if (upstream?.ok) result = unlessSet(result, ["relay", "upstream"], upstream.value);
  result = unlessSet(result, ["relay", "mode"], "proxy");
  return result;
}

function unlessSet(tree: RawTree, path: readonly string[], value: unknown): RawTree {
  return valueAt(tree, path) === undefined ? withValue(tree, path, value) : tree;
}
