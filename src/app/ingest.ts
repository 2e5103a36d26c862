import { createHttpClient } from "#http-client";
import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import type { Dsn } from "../domain/protocol/dsn.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Scoping } from "../domain/protocol/outcome.ts";
import type { Rejection } from "../domain/protocol/rejection.ts";
import { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { ByteBudget, type ByteBudgetShare } from "../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import { Hold } from "../pipeline/hold/hold.actor.ts";
import type { HoldProtocol, SinkProtocol, SpoolProtocol } from "../pipeline/hold/protocol.ts";
import { LedgerBook } from "../pipeline/ledger.ts";
import { Admission } from "../pipeline/receive/admission.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { Forwarder } from "../pipeline/receive/forwarder.ts";
import { createHandler, type HandlerOptions, type ListenerSide } from "../pipeline/receive/handler.ts";
import type { ListenerProtocol } from "../pipeline/receive/listener.actor.ts";
import { measureRequests } from "../pipeline/receive/measure-requests.ts";
import type { AdmissionObserver } from "../pipeline/receive/observer.ts";
import { Router } from "../pipeline/receive/router.ts";
import { ROUTES } from "../pipeline/receive/routes.ts";
import { createSenderTrust } from "../pipeline/receive/sender-trust.ts";
import { Sender } from "../pipeline/send/sender.actor.ts";
import type { DropStage, DropsProtocol } from "../services/drops/protocol.ts";
import { HealthBoard, type HealthBoardShare } from "../services/health/board.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import { Rejections } from "../services/outcomes/rejections.ts";
import { RateLimitsActor, type RateLimitsProtocol } from "../services/rate-limits/rate-limits.actor.ts";
import { createSigner } from "../services/relay-auth/signer.ts";
import type { MetricsSourceProtocol } from "../services/telemetry/protocol.ts";
import type { UpstreamListener, UpstreamProtocol } from "../services/upstream/protocol.ts";
import { Upstream } from "../services/upstream/upstream.actor.ts";
import type { AutoscalingProtocol } from "./autoscaling.ts";
import { createDesk } from "./desk.ts";
import type { Knowledge } from "./knowledge.ts";
import { createKnown, startReaders } from "./known.ts";
import { type InternalPlace, listenInternally, SERVER } from "./listen-internally.ts";
import { startListeners } from "./listeners.ts";
import { startMemoryKeeper } from "./memory.ts";
import { startMetricsSource } from "./metrics-source.ts";
import { TapSource, type TapSourceProtocol } from "./tap-source.ts";
import { untilOpen } from "./until-open.ts";
import { createUploads } from "./uploads.ts";
import { httpClientOptions, upstreamOptions } from "./upstream-options.ts";

/** What one ingest Arbiter is given; plain data and addresses, so it may travel. */
export interface IngestInit {
  readonly config: Config;
  /** Position among the ingest Arbiters; 0 is the main thread. */
  readonly index: number;
  readonly arbiters: number;
  readonly host: string;
  /** Resolved: the first Arbiter has taken it. */
  readonly port: number;
  readonly budget: ByteBudgetShare;
  readonly spool: Address<SpoolProtocol> | undefined;
  readonly outcomes: Address<OutcomesProtocol>;
  /** Absent where nobody asks for explanations. */
  readonly drops?: Address<DropsProtocol>;
  /** The first Arbiter's limits; absent in the first. */
  readonly limits: Address<RateLimitsProtocol> | undefined;
  readonly side: ListenerSide;
  /** Who this relay is, where it has been told; requests are signed then. */
  readonly credentials?: Credentials;
  /** Absent in local mode: nothing is known, and nobody asks. */
  readonly knowledge?: Knowledge;
  /** Takes the metric buckets of relays below us; absent: nobody does. */
  readonly metrics?: Address<Pick<MetricsProtocol, "merge">>;
  readonly autoscaling?: Address<AutoscalingProtocol>;
  readonly health: HealthBoardShare;
}

/** What an ingest Arbiter gives out. */
export interface IngestExports {
  readonly tap: Address<TapSourceProtocol>;
  readonly telemetry: Address<MetricsSourceProtocol>;
  /** Where operators ask, when that is an address of its own. */
  readonly internal: Address<ListenerProtocol> | undefined;
  readonly listener: Address<ListenerProtocol>;
  readonly hold: Address<HoldProtocol>;
  readonly upstream: Address<UpstreamProtocol>;
  readonly limits: Address<RateLimitsProtocol>;
}

const MOST_LIMITED_KEYS = 100_000;
/** What only the main thread's data path can be given: functions do not travel. */
export interface IngestExtras {
  readonly observer?: AdmissionObserver;
  readonly before?: (ctx: ReceiveContext) => NonNullable<HandlerOptions["before"]>;
  /** Takes envelopes instead of the upstream. */
  readonly sink?: Address<SinkProtocol>;
  readonly retarget?: Dsn;
  /** Stands between the hold and the sender to the upstream. */
  readonly sinkOver?: (sender: Address<SinkProtocol>) => Address<SinkProtocol>;
  /** Sees each envelope before the door does. */
  readonly prepare?: (envelope: Envelope) => void;
  /** Ports besides the first that are listened on, each on `host`; one in use is said and done without. */
  readonly alsoPorts?: readonly number[];
  /** Listens here too, and does without when that fails: `::1` beside `127.0.0.1`. */
  readonly alsoHost?: string;
  /** Takes the operators' routes off the public listener. */
  readonly internal?: InternalPlace;
}

/**
 * The data path of one thread, from its listener to its upstream connections: an envelope that comes in here leaves
 * from here. What is shared (spool, outcomes) is reached through addresses.
 */
export async function startIngest(
  system: ActorSystem,
  init: IngestInit,
  extras: IngestExtras = {},
): Promise<IngestExports> {
  const { config } = init;
  const now = (): number => system.clock.nowMs();
  const budget = ByteBudget.join(init.budget, init.index);
  const store = new RateLimitStore({ maxKeys: MOST_LIMITED_KEYS });
  const { knowledge, credentials } = init;
  // For what is passed through; the Upstream has its own, which ends with it.
  const client = createHttpClient(httpClientOptions(config));
  const upstreamListeners = new Set<Address<UpstreamListener>>();
  const maxInFlight = Math.max(1, Math.ceil(config.limits.maxConcurrentRequests / init.arbiters));

  const limits = system.spawn<RateLimitsProtocol>(
    "rate-limits",
    () => new RateLimitsActor({ store, peers: init.limits ? [init.limits] : [] }) as never,
  );
  init.limits?.send("join", limits);
  const upstream: Address<UpstreamProtocol> = system.spawn(
    "upstream",
    () =>
      new Upstream({
        client: createHttpClient(httpClientOptions(config)),
        listeners: upstreamListeners,
        ...(credentials ? { sign: createSigner(credentials, now) } : {}),
        ...(knowledge?.gateKeeper ? { gateKeeper: knowledge.gateKeeper } : {}),
        options: {
          ...upstreamOptions(config),
          maxConcurrent: maxInFlight,
          gate: knowledge?.gateKeeper ? "waiting" : "open",
        },
      }),
  );
  const known =
    knowledge && createKnown(config, knowledge, { now, monotonic: () => system.clock.monotonicMs() });
  const judges = known?.judges;
  const scopingOf = judges?.scopingOf ?? proxyScoping;
  const tap = new TapSource();
  const sender = system.spawn(
    "sender",
    () =>
      new Sender({
        upstream,
        limits,
        now,
        scopingOf,
        delivered: (held, result) => tap.delivered(held, result),
      }),
  );
  const { outcomes, drops, metrics } = init;
  const rejections = new Rejections({ outcomes, drops, now });
  const rejectedHeld = (stage: DropStage) => (held: HeldEnvelope, rejection: Rejection, scoping: Scoping) =>
    rejections.tell(stage, rejection, held.quantities, { scoping, eventId: held.eventId });
  const processor =
    judges &&
    metrics &&
    (await import("./processor.ts")).startProcessor(system, {
      ...{ config, judges, sender, now, store, rejections, outcomes, metrics },
      rejected: rejectedHeld("process"),
    });
  const hold: Address<HoldProtocol> = system.spawn("hold", () => {
    const { envelopes, baton } = config.spool;
    return new Hold({
      sink: extras.sink ?? extras.sinkOver?.(sender) ?? processor ?? sender,
      spool: init.spool,
      budget,
      ...(judges ? { gate: judges.gate } : {}),
      rejected: (held, rejection) => rejectedHeld("hold")(held, rejection, scopingOf(held)),
      options: {
        maxInFlight,
        retryDelayMs: config.http.retryDelayMs,
        watermarkRatio: envelopes.maxBackpressureMemoryRatio,
        maxDelayMs: envelopes.maxEnvelopeDelayMs,
        writeBeforeAnswer: baton.write === "before_answer",
        ephemeral: envelopes.ephemeral,
        unspoolPerSecond: envelopes.maxUnspoolEnvelopesPerSecond ?? undefined,
      },
    });
  });
  upstream.send("listen", hold as never);
  if (known && knowledge) startReaders(system, { known, knowledge, index: init.index, hold: hold as never });
  const book = new LedgerBook({
    strict: false,
    sink: {
      rejected: (rejection, quantities, subject) =>
        rejections.tell("receive", rejection, quantities, subject),
    },
  });
  startMemoryKeeper(system, config);
  const health = HealthBoard.join(init.health);
  const open = untilOpen(upstream, system.clock);
  const forwarder = new Forwarder({
    config,
    client,
    budget,
    base: upstreamOptions(config).base,
    now,
    open,
    forwardsAll: config.http.forward && !config.processing.enabled,
  });
  const { autoscaling } = init;
  const ctx: ReceiveContext = {
    config,
    upstream: upstreamHost(config.relay.upstream),
    budget,
    admission: new Admission({
      config,
      hold,
      budget,
      limits: store,
      book,
      now,
      ...(judges ? { project: judges.door, encoding: "identity" as const } : {}),
      ...(metrics ? { metrics } : {}),
      isOutOfMemory: () => health.isMemoryExceeded(now()),
      get observer() {
        return extras.observer ?? tap.observer;
      },
      ...(extras.retarget ? { retarget: extras.retarget } : {}),
      ...(extras.prepare ? { prepare: extras.prepare } : {}),
    }),
    now,
    ...createSenderTrust(config.auth, now),
    isReady: () => health.isReady(now()),
    desk: createDesk(config, knowledge, known, init.metrics),
    autoscaling: autoscaling && (() => autoscaling.ask("numbers")),
    uploads:
      known &&
      createUploads({
        config,
        client,
        clock: system.clock,
        known,
        relayId: credentials?.id,
        arbiters: init.arbiters,
        open,
      }),
    forward: (request, path) => forwarder.forward(request, path),
  };
  const answer = createHandler({
    ctx,
    routes: ROUTES,
    side: init.side,
    server: SERVER,
    get observer() {
      return extras.observer ?? tap.observer;
    },
    ...(extras.before ? { before: extras.before(ctx) } : {}),
    forward: ctx.forward,
  });
  const handler = measureRequests(answer, new Router(ROUTES), () => system.clock.monotonicMs());
  const listener = await startListeners(system, { init, extras, handler });
  const { internal } = extras;
  return {
    listener,
    hold,
    upstream,
    limits,
    tap: tap.start(system),
    telemetry: startMetricsSource(system, { hold, upstream, listener }),
    internal: internal && (await listenInternally(system, ctx, internal)),
  };
}

function upstreamHost(upstream: string): { scheme: "http" | "https"; authority: string; pathPrefix: string } {
  const url = new URL(upstream);
  return { scheme: url.protocol === "http:" ? "http" : "https", authority: url.host, pathPrefix: "" };
}

function proxyScoping({ delivery, ownKey }: HeldEnvelope): Scoping {
  return {
    organizationId: undefined,
    projectId: delivery.projectId,
    publicKey: ownKey,
    keyId: undefined,
  };
}
