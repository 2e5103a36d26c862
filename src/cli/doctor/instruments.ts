import { accessSync, constants } from "node:fs";
import type { HttpConfig } from "../../config/sections/http.ts";
import { systemClock } from "../../kernel/actor/clock.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { createHttpClient } from "../../kernel/runtime/http-client.ts";
import { probeTcp, probeTls, resolveName } from "../../kernel/runtime/probes.ts";
import type { Instruments } from "./examine.ts";

const MAX_ANSWER_BYTES = 64 * 1024;

/** The real world, with the timeouts of the relay's own requests. */
export function instruments({ connectionTimeoutMs, timeoutMs }: HttpConfig): Instruments {
  return {
    resolve: (host) => resolveName(host, connectionTimeoutMs),
    tcp: (host, port) => probeTcp(host, port, connectionTimeoutMs),
    tls: (host, port) => probeTls(host, port, connectionTimeoutMs),
    get: async (url, proxy) => {
      const client = createHttpClient({
        connectTimeoutMs: connectionTimeoutMs,
        maxConnections: 1,
        maxResponseBytes: MAX_ANSWER_BYTES,
        keepAliveMs: 0,
        ...(proxy === undefined ? {} : { proxy: { http: proxy, https: proxy } }),
      });
      const startedMs = systemClock.monotonicMs();
      const answer = await client.request({ method: "GET", url, timeoutMs });
      client.close();
      if (!answer.ok) return err({ code: answer.error.code, message: answer.error.message });
      const { status } = answer.value;
      const tookMs = systemClock.monotonicMs() - startedMs;
      return ok({ status, tookMs, date: answer.value.header("date"), server: answer.value.header("server") });
    },
    writable,
    nowMs: () => systemClock.nowMs(),
  };
}

function writable(folder: string): Result<void, string> {
  try {
    accessSync(folder, constants.W_OK);
    return ok(undefined);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
