import { isMapping } from "../options/read.ts";
import type { RawTree } from "../show/effective.ts";
import type { Environment } from "./interpolate.ts";
import { valueAt, withValue } from "./tree.ts";

/**
 * The tree with the environment's HTTP proxy where the file names none: `HTTPS_PROXY` or `HTTP_PROXY` by the
 * upstream's scheme, else `ALL_PROXY`; and `NO_PROXY`. Lower case wins.
 */
export function applyProxyDefaults(tree: RawTree, env: Environment): RawTree {
  const http = tree.http;
  if (http !== undefined && http !== null && !isMapping(http)) return tree; // told when it is read
  const upstream = valueAt(tree, ["relay", "upstream"]);
  const isSecure = typeof upstream !== "string" || !/^http:/i.test(upstream);
  const proxy = isSecure ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? upperCaseHttp(env));
  const withProxy = unlessSet(tree, "proxy", proxy ?? env.all_proxy ?? env.ALL_PROXY);
  return unlessSet(withProxy, "no_proxy", env.no_proxy ?? env.NO_PROXY);
}

/** In a CGI environment `HTTP_PROXY` is a client's `Proxy` header (httpoxy). */
function upperCaseHttp(env: Environment): string | undefined {
  return env.REQUEST_METHOD === undefined ? env.HTTP_PROXY : undefined;
}

function unlessSet(tree: RawTree, key: string, value: string | undefined): RawTree {
  const given = valueAt(tree, ["http", key]);
  return value === undefined || (given !== undefined && given !== null)
    ? tree
    : withValue(tree, ["http", key], value);
}
