import { createHttpClient } from "#http-client";
import type { Scoping } from "../domain/protocol/outcome.ts";
import type { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkProtocol } from "../pipeline/hold/protocol.ts";
import { Sender } from "../pipeline/send/sender.actor.ts";
import { RateLimitsActor, type RateLimitsProtocol } from "../services/rate-limits/rate-limits.actor.ts";
import { createSigner } from "../services/relay-auth/signer.ts";
import type { UpstreamListener, UpstreamProtocol } from "../services/upstream/protocol.ts";
import { Upstream } from "../services/upstream/upstream.actor.ts";
import type { IngestInit } from "./ingest-parts.ts";
import type { TapSource } from "./tap-source.ts";
import { httpClientOptions, upstreamOptions } from "./upstream-options.ts";

/** The way out of one thread. */
export interface Outbound {
  readonly limits: Address<RateLimitsProtocol>;
  readonly upstream: Address<UpstreamProtocol>;
  readonly sender: Address<SinkProtocol>;
}

export interface OutboundDeps {
  readonly init: IngestInit;
  readonly maxInFlight: number;
  /** Read by the door of this thread, written by what the upstream says. */
  readonly store: RateLimitStore;
  readonly scopingOf: (held: HeldEnvelope) => Scoping;
  readonly tap: TapSource;
  readonly now: () => number;
}

/** Starts what takes envelopes to the upstream, and learns from its answers. */
export function startOutbound(system: ActorSystem, deps: OutboundDeps): Outbound {
  const { init, maxInFlight, store, scopingOf, tap, now } = deps;
  const { config, credentials, knowledge } = init;
  const limits = system.spawn<RateLimitsProtocol>(
    "rate-limits",
    () => new RateLimitsActor({ store, peers: init.limits ? [init.limits] : [] }) as never,
  );
  init.limits?.send("join", limits);
  const listeners = new Set<Address<UpstreamListener>>();
  const upstream: Address<UpstreamProtocol> = system.spawn(
    "upstream",
    () =>
      new Upstream({
        client: createHttpClient(httpClientOptions(config)),
        listeners,
        ...(credentials ? { sign: createSigner(credentials, now) } : {}),
        ...(knowledge?.gateKeeper ? { gateKeeper: knowledge.gateKeeper } : {}),
        options: {
          ...upstreamOptions(config),
          maxConcurrent: maxInFlight,
          gate: knowledge?.gateKeeper ? "waiting" : "open",
        },
      }),
  );
  const delivered = tap.delivered.bind(tap);
  const sender = system.spawn("sender", () => new Sender({ upstream, limits, now, scopingOf, delivered }));
  return { limits, upstream, sender };
}

/** What a proxy knows of an envelope's owner. */
export function proxyScoping({ delivery, ownKey }: HeldEnvelope): Scoping {
  return { organizationId: undefined, projectId: delivery.projectId, publicKey: ownKey, keyId: undefined };
}
