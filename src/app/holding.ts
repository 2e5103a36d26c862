import type { Scoping } from "../domain/protocol/outcome.ts";
import type { Rejection } from "../domain/protocol/rejection.ts";
import type { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import { Hold } from "../pipeline/hold/hold.actor.ts";
import type { HoldProtocol, SinkProtocol } from "../pipeline/hold/protocol.ts";
import type { DropStage } from "../services/drops/protocol.ts";
import type { Rejections } from "../services/outcomes/rejections.ts";
import { openGeo } from "./geo.ts";
import type { IngestExtras, IngestInit } from "./ingest-parts.ts";
import type { ProjectJudges } from "./known.ts";

export interface HoldingDeps {
  readonly init: IngestInit;
  readonly extras: IngestExtras;
  readonly maxInFlight: number;
  readonly budget: ByteBudget;
  readonly store: RateLimitStore;
  readonly sender: Address<SinkProtocol>;
  /** Absent in proxy mode: envelopes are not looked into. */
  readonly judges: ProjectJudges | undefined;
  readonly scopingOf: (held: HeldEnvelope) => Scoping;
  readonly rejections: Rejections;
  readonly now: () => number;
}

/** Starts where envelopes wait, and what they go through before they are sent. */
export async function startHolding(system: ActorSystem, deps: HoldingDeps): Promise<Address<HoldProtocol>> {
  const { init, extras, maxInFlight, budget, store, sender, judges, scopingOf, rejections, now } = deps;
  const { config, outcomes, metrics } = init;
  const rejectedHeld = (stage: DropStage) => (held: HeldEnvelope, rejection: Rejection, scoping: Scoping) =>
    rejections.tell(stage, rejection, held.quantities, { scoping, eventId: held.eventId, row: held.row?.id });
  const sink = extras.sinkOver?.(sender) ?? sender;
  const processor =
    judges &&
    metrics &&
    (await import("./processor.ts")).startProcessor(system, {
      ...{ config, judges, sender: sink, now, store, rejections, outcomes, metrics },
      ownKey: init.credentials?.publicKey,
      geoOf: await openGeo(config),
      rejected: rejectedHeld("process"),
    });
  const { envelopes, baton } = config.spool;
  return system.spawn(
    "hold",
    () =>
      new Hold({
        sink: extras.sink ?? processor ?? sink,
        spool: init.spool,
        ...(init.journal ? { removals: init.journal } : {}),
        budget,
        ...(judges ? { gate: judges.gate } : {}),
        ...(extras.holdWatch ? { watch: extras.holdWatch } : {}),
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
      }),
  );
}
