import type { Environment } from "./load/interpolate.ts";
import type { HttpConfig } from "./sections/http.ts";

/**
 * The HTTP proxy for requests to `url`: `http.proxy`, else `HTTPS_PROXY` or `HTTP_PROXY` by the URL's scheme (upper
 * case is not read for http in a CGI environment), unless `http.no_proxy` or `NO_PROXY` exempts the host.
 */
export function proxyFor(
  url: string,
  http: Pick<HttpConfig, "proxy" | "noProxy">,
  env: Environment,
): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const proxy = http.proxy ?? fromEnvironment(protocol, env);
  if (proxy === undefined || proxy === "") return undefined;
  const exempt = http.noProxy ?? env.no_proxy ?? env.NO_PROXY ?? "";
  return isExempt(hostname.replace(/^\[|\]$/g, ""), port, exempt) ? undefined : withScheme(proxy);
}

function fromEnvironment(protocol: string, env: Environment): string | undefined {
  if (protocol === "https:") return env.https_proxy ?? env.HTTPS_PROXY ?? env.all_proxy ?? env.ALL_PROXY;
  const upper = env.REQUEST_METHOD === undefined ? env.HTTP_PROXY : undefined; // else a client could set it (httpoxy)
  return env.http_proxy ?? upper ?? env.all_proxy ?? env.ALL_PROXY;
}

function withScheme(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** `no_proxy` as curl and Go read it: names with all below them, addresses, `*`, each perhaps with a port. */
function isExempt(host: string, port: string, list: string): boolean {
  return list.split(",").some((part) => {
    const rule = part.trim().toLowerCase();
    if (rule === "") return false;
    if (rule === "*") return true;
    const match = /^(.*?)(?::(\d+))?$/.exec(rule.replace(/^\[(.+)\]/, "$1"));
    const isIpv6 = (rule.match(/:/g)?.length ?? 0) > 1;
    const name = isIpv6 ? rule.replace(/^\[|\]$/g, "") : (match?.[1] ?? "");
    const rulePort = isIpv6 ? undefined : match?.[2];
    if (rulePort !== undefined && rulePort !== port) return false;
    const bare = name.replace(/^\*?\./, "");
    return host === bare || host.endsWith(`.${bare}`);
  });
}
