import { join } from "node:path";
import { createHttpClient } from "#http-client";
import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import { COMPATIBLE_VERSION } from "../config/version.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HttpClient, HttpClientOptions } from "../kernel/runtime/http.ts";
import { GlobalConfigActor } from "../services/global-config/global-config.actor.ts";
import { ProjectCache } from "../services/projects/project-cache.actor.ts";
import { ProjectFetcher } from "../services/projects/project-fetcher.actor.ts";
import { Snapshot } from "../services/projects/snapshot.actor.ts";
import type { RegistrationState } from "../services/relay-auth/protocol.ts";
import { RelayAuth } from "../services/relay-auth/relay-auth.actor.ts";
import { createSigner } from "../services/relay-auth/signer.ts";
import type { GateKeeper, UpstreamListener, UpstreamProtocol } from "../services/upstream/protocol.ts";
import { Upstream } from "../services/upstream/upstream.actor.ts";
import { type Knowledge, startRelayKeys } from "./knowledge.ts";
import { httpClientOptions, upstreamOptions } from "./upstream-options.ts";

export interface ManagedOptions {
  readonly config: Config;
  readonly folder: string;
  readonly credentials: Credentials;
  readonly registrationChanged: (state: RegistrationState) => void;
  /** Nothing is asked before this; absent: at once. */
  readonly mayBegin?: Promise<void>;
  /** Makes the connections that it asks over; the usual ones unless given. */
  readonly createClient?: (options: HttpClientOptions) => HttpClient;
  /** Silence of the upstream after which the snapshot is used; default `http.timeout`. */
  readonly lateMs?: number;
  /** Whether the snapshot's file is left alone until it is needed. */
  readonly opensSnapshotLate?: boolean;
}

/** Projects refresh without use only within this window; elsewhere the key means nothing, as in the reference. */
function refreshMs({ projectRefreshIntervalMs, projectExpiryMs, projectGracePeriodMs }: Config["cache"]) {
  const refresh = projectRefreshIntervalMs;
  if (refresh === null || refresh <= projectExpiryMs) return undefined;
  return refresh < projectExpiryMs + projectGracePeriodMs ? refresh : undefined;
}

const MOST_PROJECTS = 500_000;

/**
 * Starts what a managed relay asks its upstream: registration, projects, the global config, other relays. It has
 * connections of its own, so that questions never wait behind envelopes.
 */
export function startManaged(system: ActorSystem, options: ManagedOptions): Knowledge {
  const { config, folder, credentials, registrationChanged, createClient = createHttpClient } = options;
  const { cache, http, limits } = config;
  const { lateMs = http.timeoutMs, opensSnapshotLate: opensLate = false } = options;
  // What must outlive a restart of those who use it.
  const listeners = new Set<Address<UpstreamListener>>();
  const gates = new Set<Address<Pick<UpstreamProtocol, "gate">>>();
  let gateKeeper: Address<GateKeeper> | undefined;
  const upstream: Address<UpstreamProtocol> = system.spawn("queries", () => {
    return new Upstream({
      client: createClient(httpClientOptions(config)),
      listeners,
      ...(gateKeeper ? { gateKeeper } : {}),
      sign: createSigner(credentials, () => system.clock.nowMs()),
      options: { ...upstreamOptions(config), maxConcurrent: limits.maxConcurrentRequests, gate: "waiting" },
    });
  });
  const auth = system.spawn("relay-auth", () => {
    const renewMs = config.processing.enabled ? 0 : (http.authIntervalMs ?? 0);
    return new RelayAuth({
      upstream,
      credentials,
      gates,
      version: COMPATIBLE_VERSION,
      upstreamUrl: config.relay.upstream,
      renewAfterMs: renewMs > 0 ? renewMs : undefined,
      maxRetryIntervalMs: http.maxRetryIntervalMs,
      changed: registrationChanged,
      ...(options.mayBegin ? { mayBegin: options.mayBegin } : {}),
    });
  });
  gateKeeper = auth;
  auth.send("join", upstream);
  const snapshotPath = cache.snapshotPath ?? join(folder, "snapshot.db");
  const kept = cache.snapshot
    ? { snapshot: system.spawn("snapshot", () => new Snapshot({ path: snapshotPath, opensLate })) }
    : {};
  const projects = system.spawn("projects", () => {
    return new ProjectCache({
      ...kept,
      options: {
        expiryMs: cache.projectExpiryMs,
        graceMs: cache.projectGracePeriodMs,
        refreshMs: refreshMs(cache),
        maxProjects: MOST_PROJECTS,
      },
      spawnFetcher: (ctx) =>
        ctx.spawn(
          "fetcher",
          () =>
            new ProjectFetcher({
              upstream,
              listener: ctx.self,
              options: {
                batchMs: cache.batchIntervalMs,
                batchSize: cache.batchSize,
                maxQueries: limits.maxConcurrentQueries,
                wantsFullConfig: config.processing.enabled || cache.projectRequestFullConfig,
                queryTimeoutMs: limits.queryTimeoutMs,
                maxRetryIntervalMs: http.maxRetryIntervalMs,
                failureMs: http.projectFailureIntervalMs,
                lateMs,
              },
            }),
        ),
    });
  });
  const global = system.spawn(
    "global-config",
    () =>
      new GlobalConfigActor({
        ...kept,
        upstream,
        intervalMs: cache.globalConfigFetchIntervalMs,
        lateMs,
      }),
  );
  return {
    relays: startRelayKeys(system, config, upstream),
    global,
    projects,
    queries: upstream,
    gateKeeper: auth,
  };
}
