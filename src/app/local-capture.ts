import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { Clock } from "../kernel/actor/clock.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HttpResponse } from "../kernel/runtime/http.ts";
import { log } from "../kernel/telemetry/log.ts";
import { captureEnvelope, captureRefusal, upstreamVerdict } from "../pipeline/capture.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../pipeline/hold/protocol.ts";
import type { AdmissionObserver } from "../pipeline/receive/observer.ts";
import { WatchedSink } from "../pipeline/send/watched-sink.actor.ts";
import type { CapturedEnvelope, CaptureProtocol } from "../services/local-store/capture.ts";
import type { LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";

/** What the store could not take is told once in this time. */
const LOG_EVERY_MS = 60_000;

/** Shows the store each envelope and its verdicts as the door gives them; `isFinal` when nothing follows. */
export function captureObserver(
  offer: (envelope: CapturedEnvelope) => void,
  isFinal: boolean,
  bySpotlight: WeakSet<Envelope>,
): AdmissionObserver {
  const taken = isFinal ? "stored" : "pending";
  const names = new WeakMap<Envelope, string>();
  const nameOf = (envelope: Envelope): string => {
    const name = names.get(envelope) ?? crypto.randomUUID();
    names.set(envelope, name);
    return name;
  };
  return {
    nameOf,
    admitted: (envelope, items, verdictOf) => {
      const spotlight = bySpotlight.has(envelope);
      const how = {
        captureId: nameOf(envelope),
        endpoint: spotlight ? "/stream" : `/api/${envelope.meta.dsn.projectId ?? 0}/envelope/`,
        via: spotlight ? ("spotlight" as const) : ("dsn" as const),
      };
      offer(captureEnvelope(envelope, items, verdictOf, taken, how));
    },
    refused: (request, response, receivedAtMs) => {
      if (saysVerdictOfItems(response)) return; // `admitted` has told of them
      offer(captureRefusal(request, response, receivedAtMs, crypto.randomUUID()));
    },
  };
}

/** Hands captures to the store; says now and then how many it could not take. They were received, and are not shown. */
export function captureOffer(
  store: Address<Pick<CaptureProtocol, "captured">>,
  clock: Pick<Clock, "monotonicMs">,
): (envelope: CapturedEnvelope) => void {
  let lost = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (envelope) => {
    if (store.send("captured", envelope)) return;
    lost++;
    if (clock.monotonicMs() - toldAtMs < LOG_EVERY_MS) return;
    toldAtMs = clock.monotonicMs();
    log("error", "baton::app", "the local store cannot keep up, envelopes are not shown", {
      envelopes: lost,
    });
    lost = 0;
  };
}

/** Answers that the door gives for an envelope it has judged item by item; all others mean that there was none. */
function saysVerdictOfItems({ status, body }: HttpResponse): boolean {
  return status === 403 || status === 429 || (status === 413 && String(body).startsWith("{"));
}

/** A sink that tells the store what the upstream said to what was pending; an envelope that is tried again stays so. */
export function watchedSink(
  system: ActorSystem,
  sink: Address<SinkProtocol>,
  store: Address<LocalStoreProtocol>,
): Address<SinkProtocol> {
  const onDelivered = ({ captureId }: HeldEnvelope, result: SinkResult): void => {
    if (captureId === undefined || result.kind === "retry") return;
    store.send("settled", { captureId, rest: upstreamVerdict(result) });
  };
  return system.spawn("watched-sender", () => new WatchedSink({ sink, onDelivered }));
}
