import { createHttpClient } from "#http-client";
import type { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HttpHandler } from "../kernel/runtime/http.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";
import { LedgerBook } from "../pipeline/ledger.ts";
import { Admission } from "../pipeline/receive/admission.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { Forwarder } from "../pipeline/receive/forwarder.ts";
import { createHandler } from "../pipeline/receive/handler.ts";
import { measureRequests } from "../pipeline/receive/measure-requests.ts";
import { Router } from "../pipeline/receive/router.ts";
import { ROUTES } from "../pipeline/receive/routes.ts";
import { createSenderTrust } from "../pipeline/receive/sender-trust.ts";
import { HealthBoard } from "../services/health/board.ts";
import type { Rejections } from "../services/outcomes/rejections.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";
import { createDesk } from "./desk.ts";
import type { IngestExtras, IngestInit } from "./ingest-parts.ts";
import type { Known } from "./known.ts";
import { SERVER } from "./listen-internally.ts";
import type { TapSource } from "./tap-source.ts";
import { untilOpen } from "./until-open.ts";
import { createUploads } from "./uploads.ts";
import { httpClientOptions, upstreamOptions } from "./upstream-options.ts";

export interface ReceptionDeps {
  readonly init: IngestInit;
  readonly extras: IngestExtras;
  readonly budget: ByteBudget;
  readonly store: RateLimitStore;
  readonly hold: Address<HoldProtocol>;
  readonly upstream: Address<UpstreamProtocol>;
  readonly known: Known | undefined;
  readonly rejections: Rejections;
  readonly tap: TapSource;
  readonly now: () => number;
}

/** The way in: everything that endpoints may use. */
export function createReceiveContext(system: ActorSystem, deps: ReceptionDeps): ReceiveContext {
  const { init, budget, known, now } = deps;
  const { config, knowledge, credentials, autoscaling } = init;
  // For what is passed through; the Upstream has its own, which ends with it.
  const client = createHttpClient(httpClientOptions(config));
  const health = HealthBoard.join(init.health);
  const open = untilOpen(deps.upstream, system.clock);
  const forwarder = new Forwarder({
    config,
    client,
    budget,
    base: upstreamOptions(config).base,
    now,
    open,
    forwardsAll: config.http.forward && !config.processing.enabled,
  });
  return {
    config,
    upstream: upstreamHost(config.relay.upstream),
    budget,
    admission: createAdmission(deps, () => health.isMemoryExceeded(now())),
    now,
    ...createSenderTrust(config.auth, now),
    isReady: () => health.isReady(now()),
    desk: createDesk(config, knowledge, known, init),
    autoscaling: autoscaling && (() => autoscaling.ask("numbers")),
    uploads:
      known &&
      createUploads({
        ...{ config, client, known, open },
        clock: system.clock,
        relayId: credentials?.id,
        arbiters: init.arbiters,
      }),
    forward: (request, path) => forwarder.forward(request, path),
  };
}

function createAdmission(deps: ReceptionDeps, isOutOfMemory: () => boolean): Admission {
  const { init, extras, budget, store, hold, known, rejections, tap, now } = deps;
  const book = new LedgerBook({
    strict: false,
    sink: {
      rejected: (rejection, quantities, subject) =>
        rejections.tell("receive", rejection, quantities, subject),
    },
  });
  return new Admission({
    config: init.config,
    hold,
    budget,
    limits: store,
    book,
    now,
    ...(known?.judges ? { project: known.judges.door, encoding: "identity" as const } : {}),
    ...(init.metrics ? { metrics: init.metrics } : {}),
    ...(init.journal ? { journal: init.journal } : {}),
    isOutOfMemory,
    get observer() {
      return extras.observer ?? tap.observer;
    },
    ...(extras.retarget ? { retarget: extras.retarget } : {}),
    ...(extras.prepare ? { prepare: extras.prepare } : {}),
  });
}

/** What a listener hands its requests to. */
export function createReception(system: ActorSystem, ctx: ReceiveContext, deps: ReceptionDeps): HttpHandler {
  const { init, extras, tap } = deps;
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
  return measureRequests(answer, new Router(ROUTES), () => system.clock.monotonicMs());
}

function upstreamHost(upstream: string): { scheme: "http" | "https"; authority: string; pathPrefix: string } {
  const url = new URL(upstream);
  return { scheme: url.protocol === "http:" ? "http" : "https", authority: url.host, pathPrefix: "" };
}
