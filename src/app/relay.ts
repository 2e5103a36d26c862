import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import { ActorSystem } from "../kernel/actor/system.ts";
import { assert } from "../kernel/base/assert.ts";
import { ByteBudget } from "../kernel/base/byte-budget.ts";
import { cpuCount } from "../kernel/runtime/process-info.ts";
import { log } from "../kernel/telemetry/log.ts";
import { HealthBoard } from "../services/health/board.ts";
import type { HealthProbe } from "../services/health/protocol.ts";
import type { RegistrationState } from "../services/relay-auth/protocol.ts";
import { relayStarted } from "../services/telemetry/events.ts";
import type { TelemetryProtocol } from "../services/telemetry/protocol.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";
import { startAccounts } from "./accounts.ts";
import { createLogActor } from "./arbiter-log.ts";
import { createAutoscaling } from "./autoscaling.ts";
import { serveControl } from "./control.ts";
import { startHealth } from "./health.ts";
import { startIngest } from "./ingest.ts";
import type { IngestInit } from "./ingest-parts.ts";
import { IngestGroups, IngestThreads } from "./ingest-threads.ts";
import type { Knowledge } from "./knowledge.ts";
import { Outbox } from "./outbox.ts";
import { startProxy } from "./proxy.ts";
import { closeIngest, drainHold, drainIngest, settleIngest } from "./stop-ingest.ts";
import { TapDesk } from "./tap-desk.ts";

export interface RelayOptions {
  readonly config: Config;
  readonly folder: string;
  readonly credentials: Credentials | undefined;
}

export type StopMode = "graceful" | "immediate";

/** A running relay. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /** Stops everything in order; graceful at the latest after `limits.shutdown_timeout`. */
  stop(mode: StopMode): Promise<void>;
  /** Turns delivery on and off (SIGUSR1). */
  toggleDelivery(): void;
  /** Takes over what may change while it runs: the `health` section, save for the times of its probes. */
  reload(config: Config): void;
}

/** For what came in last to be counted, before the counts are handed on. */
const SETTLE_MS = 500;
const LAST_COMMIT_MS = 1_000;
/** Until envelopes of our own making are written again that the disk refused. */
const STORE_AGAIN_MS = 500;

/** Starts a relay in proxy, static or managed mode: shared services first, then one data path per thread. Rejects with a Fault. */
export async function startRelay({ config, folder, credentials }: RelayOptions): Promise<Relay> {
  relayStarted();
  const fatal = Promise.withResolvers<never>();
  const system = new ActorSystem({ onEscalated: (error) => fatal.reject(error) });
  fatal.promise.catch((error: unknown) => {
    log("error", "baton::app", "an actor crashed too often", { error: String(error) });
  });
  const parts = await loadParts(config);
  const selfReport = parts.selfReport?.startSelfReport(system, config);
  const board = HealthBoard.create(config.health);
  const registration = new Registration();
  const spool = parts.spool?.startSpool(system, config);
  const arbiters = config.relay.arbiters ?? Math.min(cpuCount(), Math.max(1, config.limits.maxThreadCount));
  const budget = ByteBudget.create(config.spool.baton.memoryBudgetBytes, arbiters);

  const logActor = system.spawn("log", createLogActor());
  const knowledge = await startKnowledge(system, { config, folder, credentials }, registration);

  const journal = parts.journal?.startJournal(system, config, spool);
  const pause = () => new Promise<void>((resolve) => void system.clock.after(STORE_AGAIN_MS, resolve));
  const outbox = new Outbox(budget, journal && { journal, pause });
  const accounts = await startAccounts(system, { config, knowledge, index: arbiters, outbox, journal });
  await accounts.restored();

  const groups = new IngestGroups();
  let isUp = true;
  const autoscaling = system.spawn(
    "autoscaling",
    createAutoscaling({
      holds: () => groups.all.map(({ hold }) => hold),
      spool,
      isUp: () => isUp,
      actors: () => allActors(),
    }),
  );
  const allActors = async (): Promise<readonly ActorStats[]> => {
    system.watching = true;
    threads.watch();
    return [...system.stats(), ...(await threads.stats())];
  };
  let telemetry: Address<TelemetryProtocol> | undefined;
  const hasInternal = isInternal(config);
  const init: IngestInit = {
    config,
    index: 0,
    arbiters,
    host: config.relay.host,
    port: config.relay.port,
    budget: budget.share,
    spool,
    ...(journal ? { journal } : {}),
    outcomes: accounts.outcomes,
    drops: accounts.drops,
    ...(accounts.metrics ? { metrics: accounts.metrics } : {}),
    limits: undefined,
    side: hasInternal ? "public" : "all",
    health: board.share,
    knowledge,
    ...(credentials ? { credentials } : {}),
    ...(config.relay.mode === "proxy" ? {} : { autoscaling }),
  };
  const before = parts.telemetry?.metricsEndpoint(() => telemetry);
  const internal = hasInternal && { ...internalAddress(config), ...(before ? { before } : {}) };
  const first = await startIngest(system, init, internal ? { internal } : {});
  groups.put(0, first);
  outbox.connect(first.hold);
  accounts.connect(first);
  const { host, port } = await first.listener.ask("address");
  let paused = false;
  let desk: TapDesk | undefined;
  const threads = new IngestThreads(system, {
    init: { ...init, port, limits: first.limits },
    logs: { log: logActor, level: config.logging.level },
    groups,
    budget,
    onUp: ({ hold, tap }) => {
      if (paused) hold.send("pause", true);
      desk?.joined(tap);
    },
  });
  for (let index = 1; index < arbiters; index++) await threads.start(index);
  const { queries } = knowledge;
  const upstreams = (): Address<UpstreamProtocol>[] => [
    ...groups.all.map(({ upstream }) => upstream),
    ...(queries ? [queries] : []),
  ];
  const isRegistered = (): boolean =>
    registration.state === "registered" || registration.state === "renewing";
  const auth: HealthProbe = { name: "auth", check: isRegistered };
  const waitsForAuth = config.relay.mode === "managed" && config.auth.ready === "authenticated";
  const more = [...(waitsForAuth ? [auth] : []), ...accounts.probes];
  const { health, reload } = startHealth(system, { config, board, budget, spool, upstreams, more });
  if (parts.telemetry) {
    system.watching = true;
    threads.watch();
    telemetry = parts.telemetry.startTelemetry(system, {
      ...{ config, sources: groups.telemetry, board, budget, spool },
      buckets: accounts.metrics,
    });
  }
  registration.changed = () => void health.send("check");

  const closing = new AbortController();
  desk = new TapDesk(system, {
    sources: groups.taps,
    drops: accounts.drops,
    actors: allActors,
    closing: closing.signal,
  });
  const control = serveControl(folder, (request) => desk?.answer(request));

  return {
    host,
    port,
    toggleDelivery: () => {
      paused = !paused;
      for (const group of groups.all) group.hold.send("pause", paused);
    },
    reload: (changed) => reload(changed.health),
    stop: async (mode) => {
      isUp = false;
      health.send("shutdown");
      closing.abort();
      void control.then((server) => server?.stop(0));
      const deadlineMs = mode === "graceful" ? config.limits.shutdownTimeoutMs : 0;
      if (mode === "graceful") {
        await Promise.all(groups.all.map((group) => closeIngest(group, deadlineMs)));
        if (accounts.metrics !== undefined)
          await Promise.all(groups.all.map((group) => settleIngest(group, SETTLE_MS, system.clock)));
        await accounts.flush();
        await Promise.all(groups.all.map((group) => drainHold(group, deadlineMs)));
      } else if (spool) {
        await Promise.all(groups.all.map((group) => drainIngest(group, 50)));
      }
      await journal?.ask("commit", within(LAST_COMMIT_MS)).catch(() => {}); // rows of what went out last go
      await threads.stop();
      await selfReport?.ask("flush", within(mode === "graceful" ? 2_000 : 0)).catch(() => {});
      await system.stop("immediate");
    },
  };
}

/** Where registration stands, for the probe that asks, and who wants to hear when that changes. */
class Registration {
  state: RegistrationState | undefined;
  changed = (): void => {};
}

/** Each mode is loaded when it is configured: a proxy starts without the others. */
async function startKnowledge(
  system: ActorSystem,
  { config, folder, credentials }: RelayOptions,
  registration: Registration,
): Promise<Knowledge> {
  const { mode } = config.relay;
  if (mode === "static") return (await import("./static.ts")).startStatic(system, config, folder);
  if (mode !== "managed") return startProxy(system, config, folder);
  const { startManaged } = await import("./managed.ts");
  assert(credentials !== undefined, "a managed relay without credentials is not started");
  const registrationChanged = (state: RegistrationState): void => {
    registration.state = state;
    registration.changed();
  };
  return startManaged(system, { config, folder, credentials, registrationChanged });
}

/** What only some configurations need, loaded for those alone: a proxy with two sections in its file starts without. */
async function loadParts(config: Config) {
  const isSpooling = config.spool.envelopes.path !== null;
  return {
    selfReport: config.sentry.enabled ? await import("./self-report.ts") : undefined,
    spool: isSpooling ? await import("./spool.ts") : undefined,
    journal: isSpooling ? await import("./journal.ts") : undefined,
    telemetry:
      isInternal(config) || config.metrics.statsd !== null ? await import("./telemetry.ts") : undefined,
  };
}

function isInternal({ relay }: Config): boolean {
  return relay.internalPort !== null || relay.internalHost !== null;
}

function internalAddress({ relay }: Config): { readonly host: string; readonly port: number } {
  return { host: relay.internalHost ?? relay.host, port: relay.internalPort ?? relay.port };
}
