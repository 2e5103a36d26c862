import type { Config } from "../config/config.ts";
import type { HttpClientOptions } from "../kernel/runtime/http.ts";
import type { UpstreamOptions } from "../services/upstream/upstream.actor.ts";

/** How every Upstream of this relay speaks to the upstream. */
export function upstreamOptions(config: Config): Omit<UpstreamOptions, "gate" | "maxConcurrent"> {
  const { http, relay } = config;
  return {
    base: relay.upstream.replace(/\/$/, ""),
    hostHeader: http.hostHeader ?? undefined,
    timeoutMs: http.timeoutMs,
    outageGraceMs: http.outageGracePeriodMs,
    maxRetryIntervalMs: http.maxRetryIntervalMs,
  };
}

const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

export function httpClientOptions(config: Config): HttpClientOptions {
  return {
    connectTimeoutMs: config.http.connectionTimeoutMs,
    maxConnections: config.limits.maxConcurrentRequests,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    keepAliveMs: 50_000,
    ...proxyOf(config),
  };
}

function proxyOf(config: Config): Pick<HttpClientOptions, "proxy"> {
  const { proxy, noProxy } = config.http;
  if (proxy === null || proxy === "") return {};
  return { proxy: { http: proxy, https: proxy, ...(noProxy === null ? {} : { noProxy }) } };
}
