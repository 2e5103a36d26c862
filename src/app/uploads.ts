import type { Config } from "../config/config.ts";
import { globalOption } from "../domain/project/global-config.ts";
import { PENDING, type ProjectState } from "../domain/project/project-state.ts";
import type { Clock } from "../kernel/actor/clock.ts";
import type { HttpClient, HttpHeaders } from "../kernel/runtime/http.ts";
import type { UploadAnswer, UploadPort, UploadRequest } from "../pipeline/receive/upload-port.ts";
import type { Known } from "./known.ts";
import { upstreamOptions } from "./upstream-options.ts";

/** How often a project that is not known yet is looked for. */
const LOOK_MS = 50;
/** What a proxy knows of any project: nothing that would be against it. */
const UNKNOWN: ProjectState = { status: "disabled", revision: undefined };

export interface UploadsDeps {
  readonly config: Config;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly known: Known;
  /** This relay's id; its requests are not signed. */
  readonly relayId: string | undefined;
  readonly arbiters: number;
  /** Resolves when requests may be sent, with `false` when they may not within `waitMs`. */
  readonly open: (waitMs: number) => Promise<boolean>;
}

/** Uploads of one Arbiter: none of them queues, and none is held in memory. */
export function createUploads(deps: UploadsDeps): UploadPort {
  const { config, client, clock, known, relayId, open } = deps;
  const { upload, limits } = config;
  const { base, hostHeader } = upstreamOptions(config);
  const most = Math.max(1, Math.ceil(upload.maxConcurrentRequests / deps.arbiters));
  let running = 0;

  const send = async (request: UploadRequest): Promise<UploadAnswer> => {
    if (!(await open(config.http.timeoutMs))) return { kind: "timeout" };
    const result = await client.request({
      method: request.method,
      url: (request.base ?? base) + request.path,
      headers: [
        ...(relayId === undefined ? [] : [["x-sentry-relay-id", relayId] as const]),
        ...request.headers,
        ...(hostHeader === undefined ? [] : [["host", hostHeader] as const]),
      ],
      ...(request.body ? { body: request.body } : {}),
      timeoutMs: upload.timeoutMs,
      retryStale: false,
    });
    if (!result.ok) return { kind: result.error.code === "BATON_HTTP_TIMEOUT" ? "timeout" : "network" };
    const { status, headers } = result.value;
    return {
      kind: "answer",
      status,
      location: headerOf(headers, "location"),
      offset: headerOf(headers, "upload-offset"),
    };
  };

  return {
    isEnabled: () => globalOption(known.global.state.config, "relay.endpoint-fetch-config.enabled"),
    chunkSize: () => globalOption(known.global.state.config, "relay.upload-chunk.size"),
    project: async (publicKey) => {
      const projects = known.judges?.projects;
      if (projects === undefined) return UNKNOWN;
      const untilMs = clock.monotonicMs() + limits.queryTimeoutMs;
      for (;;) {
        const state = projects.use(publicKey);
        if (state.status !== "pending") return state;
        if (clock.monotonicMs() >= untilMs) return PENDING;
        await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
      }
    },
    send: async (request) => {
      if (running >= most) return { kind: "busy" };
      running++;
      try {
        return await send(request);
      } finally {
        running--;
      }
    },
  };
}

function headerOf(headers: HttpHeaders, name: string): string | undefined {
  return headers.find(([given]) => given === name)?.[1];
}
