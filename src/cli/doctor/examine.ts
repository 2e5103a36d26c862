/** The order of the checks: each step that a later one needs comes before it, and stops it when it fails. */

import type { Config } from "../../config/config.ts";
import type { LoadedConfig } from "../../config/load/load.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { ProbeError, TlsInfo } from "../../kernel/runtime/probes.ts";
import { NoProxy } from "../../kernel/runtime/proxy-rules.ts";
import {
  checkAnswer,
  checkClock,
  checkConfig,
  checkNames,
  checkTcp,
  checkTls,
  checkTrust,
  type UpstreamAnswer,
} from "./checks.ts";
import type { Finding } from "./finding.ts";

/** What the examination needs of the world. */
export interface Instruments {
  resolve(host: string): Promise<Result<readonly string[], ProbeError>>;
  tcp(host: string, port: number): Promise<Result<void, ProbeError>>;
  tls(host: string, port: number): Promise<Result<TlsInfo, ProbeError>>;
  /** `GET url`, over the proxy if one is given. */
  get(url: string, proxy: string | undefined): Promise<Result<UpstreamAnswer, ProbeError>>;
  /** Whether a file can be made in the folder. */
  writable(folder: string): Result<void, string>;
  nowMs(): number;
}

/** Yields findings as they come, from the configuration to the upstream's answer. */
export async function* examine(loaded: LoadedConfig, tools: Instruments): AsyncGenerator<Finding> {
  const { config } = loaded;
  yield checkConfig(loaded);
  yield* examineSpool(config.spool.envelopes.path, tools);
  yield checkTrust(config);
  if (config.relay.mode === "local" && config.local.upstreamDsn === null) return;
  yield* examineWay(config.relay.upstream, proxyOf(config), tools);
}

/** The proxy on the way to the upstream, as a URL. */
function proxyOf({ http, relay }: Config): string | undefined {
  if (http.proxy === null || http.proxy === "") return undefined;
  const { hostname, port, protocol } = new URL(relay.upstream);
  const known = Number(port) || (protocol === "https:" ? 443 : 80);
  if (new NoProxy(http.noProxy ?? "").bypasses(hostname.replace(/^\[|\]$/g, ""), known)) return undefined;
  return /^[a-z]+:\/\//i.test(http.proxy) ? http.proxy : `http://${http.proxy}`;
}

function* examineSpool(path: string | null, tools: Instruments): Generator<Finding> {
  const name = "spool";
  if (path === null) {
    const advice = "with `spool.envelopes.path` they survive a restart and a long outage";
    yield { state: "warn", name, text: "envelopes wait in memory only", advice };
    return;
  }
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".";
  const writable = tools.writable(folder);
  if (writable.ok) yield { state: "ok", name, text: `${folder} can be written` };
  else
    yield {
      state: "fail",
      name,
      text: `${folder}: ${writable.error}`,
      advice: "make the folder, owned by the user that runs the relay",
    };
}

async function* examineWay(
  upstream: string,
  proxy: string | undefined,
  tools: Instruments,
): AsyncGenerator<Finding> {
  const first = new URL(proxy ?? upstream);
  const host = first.hostname.replace(/^\[|\]$/g, "");
  const port = Number(first.port) || (first.protocol === "https:" ? 443 : 80);
  yield proxy === undefined
    ? { state: "ok", name: "proxy", text: "none" }
    : { state: "ok", name: "proxy", text: `${first.protocol}//${first.host}` };

  const names = await tools.resolve(host);
  yield checkNames(host, names);
  if (!names.ok) return;
  const tcp = await tools.tcp(host, port);
  yield checkTcp(`${first.hostname}:${port}`, tcp);
  if (!tcp.ok) return;
  if (first.protocol === "https:") {
    const tls = await tools.tls(host, port);
    yield checkTls(host, tls, tools.nowMs());
    if (!tls.ok) return;
  } else if (upstream.startsWith("http:")) {
    yield { state: "skip", name: "TLS", text: "the upstream is reached without" };
  }
  const url = `${upstream}api/0/relays/live/`;
  const answer = await tools.get(url, proxy);
  yield checkAnswer(url, answer, proxy !== undefined);
  yield checkClock(answer, tools.nowMs());
}
