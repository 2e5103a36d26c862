import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../config/config.ts";
import { BATON_VERSION } from "../config/version.ts";
import type { DevuiDeps } from "../devui/ports.ts";
import { devuiRoutes } from "../devui/routes.ts";
import { type Dsn, parseDsn } from "../domain/protocol/dsn.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Address } from "../kernel/actor/address.ts";
import { ActorSystem } from "../kernel/actor/system.ts";
import { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { SinkProtocol } from "../pipeline/hold/protocol.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { takeSpotlight } from "../pipeline/receive/endpoints/spotlight.ts";
import { HealthBoard } from "../services/health/board.ts";
import { LocalStore, type LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import { serveControl } from "./control.ts";
import { onFreePort } from "./free-port.ts";
import { startIngest } from "./ingest.ts";
import { captureObserver, captureOffer, watchedSink } from "./local-capture.ts";
import { drainIngest } from "./stop-ingest.ts";

/** The key in the DSN that the local receiver prints; it takes any other as well. */
export const LOCAL_KEY = "ba70000000000000000000000000ba70";
const SPOTLIGHT_PORT = 8969;

export interface LocalOptions {
  readonly config: Config;
  readonly folder: string;
  /** Leaves nothing in the folder, and cannot be reached by `baton tap`. */
  readonly isPrivate?: boolean;
}

export interface LocalReceiver {
  readonly port: number;
  readonly dsn: string;
  /** The value of `SENTRY_SPOTLIGHT`. */
  readonly spotlight: string;
  readonly page: string;
  readonly store: Address<LocalStoreProtocol>;
  stop(mode: "graceful" | "immediate"): Promise<void>;
}

/** Starts the local receiver: the whole data path, ending in the embedded store, and the page that shows it. Rejects with a Fault. */
export async function startLocal({
  config,
  folder,
  isPrivate = false,
}: LocalOptions): Promise<LocalReceiver> {
  const system = new ActorSystem({
    onEscalated: (error) =>
      log("error", "baton::app", "an actor crashed too often", { error: String(error) }),
  });
  const budget = ByteBudget.create(config.spool.baton.memoryBudgetBytes);
  const { storePath, retentionBytes, retentionAgeMs } = config.local;
  const path = storePath ?? join(folder, "local.db");
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const store: Address<LocalStoreProtocol> = system.spawn(
    "store",
    () => new LocalStore({ path, limits: { maxBytes: retentionBytes, maxAgeMs: retentionAgeMs } }),
  );
  await system.ready(store);
  const closing = new AbortController();
  const info = { port: 0 };
  const upstream = config.local.upstreamDsn === null ? undefined : parsedDsn(config.local.upstreamDsn);
  const outcomes: Address<OutcomesProtocol> = system.spawn<OutcomesProtocol>("outcomes", {
    handlers: { track: () => {}, flush: () => {} }, // The store has every verdict already.
  });
  const bySpotlight = new WeakSet<Envelope>();
  const observer = captureObserver(captureOffer(store, system.clock), upstream === undefined, bySpotlight);
  const devui: Omit<DevuiDeps, "ingest"> = {
    store,
    info: () => ({
      version: BATON_VERSION,
      dsn: dsnText(info.port),
      spotlight: spotlightText(info.port),
      ...(upstream ? { upstream: upstream.authority } : {}),
    }),
    actors: () => {
      system.watching = true;
      return system.stats();
    },
    closing: closing.signal,
  };
  const local = { key: LOCAL_KEY, note: (envelope: Envelope) => void bySpotlight.add(envelope) };
  const routes = (ctx: ReceiveContext) =>
    devuiRoutes({
      ...devui,
      ingest: (request: HttpRequest): Promise<HttpResponse> => takeSpotlight(request, ctx, local),
    });
  const sink: Address<SinkProtocol> | undefined = upstream
    ? undefined
    : system.spawn<SinkProtocol>("keep", { handlers: { deliver: () => ({ kind: "done" as const }) } });
  const health = HealthBoard.alwaysReady();
  const ingest = await onFreePort(config.local, (port) =>
    startIngest(
      system,
      {
        config: ingestConfig(config, upstream, port),
        index: 0,
        arbiters: 1,
        host: config.local.host,
        port,
        budget: budget.share,
        spool: undefined,
        outcomes,
        limits: undefined,
        side: "all",
        health: health.share,
      },
      {
        observer,
        before: routes,
        ...(sink ? { sink } : {}),
        ...(upstream ? { retarget: upstream, sinkOver: (sender) => watchedSink(system, sender, store) } : {}),
        ...(config.local.host === "127.0.0.1" ? { alsoHost: "::1" } : {}),
      },
    ),
  );
  const { port } = await ingest.listener.ask("address");
  info.port = port;
  const control = isPrivate
    ? undefined
    : await serveControl(folder, devuiRoutes({ ...devui, ingest: () => ({ status: 404 }) }));
  return {
    port,
    dsn: dsnText(port),
    spotlight: spotlightText(port),
    page: `http://localhost:${port}/`,
    store,
    stop: async (mode) => {
      closing.abort();
      await control?.stop(0);
      if (mode === "graceful")
        await drainIngest(ingest, Math.min(config.limits.shutdownTimeoutMs, upstream ? 10_000 : 500));
      await system.stop(mode);
    },
  };
}

/** With an upstream it is where everything goes; without one nothing leaves, and we stand for it. */
function ingestConfig(config: Config, upstream: Dsn | undefined, port: number): Config {
  const target = upstream ? `${upstream.scheme}://${upstream.authority}/` : `http://localhost:${port}/`;
  const local: Config = { ...config, relay: { ...config.relay, upstream: target } };
  return upstream ? local : { ...local, http: { ...config.http, encoding: "identity", forward: false } };
}

function dsnText(port: number): string {
  return `http://${LOCAL_KEY}@localhost:${port}/1`;
}

function spotlightText(port: number): string {
  return port === SPOTLIGHT_PORT ? "1" : `http://localhost:${port}/stream`;
}

function parsedDsn(text: string): Dsn {
  const dsn = parseDsn(text);
  if (!dsn.ok) throw new Error(`local.upstream_dsn: ${dsn.error}`);
  return dsn.value;
}
