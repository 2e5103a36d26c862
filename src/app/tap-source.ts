import type { Address } from "../kernel/actor/address.ts";
import type { Clock } from "../kernel/actor/clock.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { log } from "../kernel/telemetry/log.ts";
import { upstreamVerdict } from "../pipeline/capture.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkResult } from "../pipeline/hold/protocol.ts";
import type { AdmissionObserver } from "../pipeline/receive/observer.ts";
import type { CaptureProtocol } from "../services/local-store/capture.ts";
import { captureObserver, captureOffer } from "./local-capture.ts";

/** How the data path of an Arbiter is told that somebody watches. */
export interface TapSourceProtocol {
  /** Shows everything to this store from now on; nothing any more without one. */
  watch(by: { readonly store: Address<CaptureProtocol> | undefined }): void;
}

/** Envelopes shown per Arbiter: a watched relay must still do its work. */
const PER_SECOND = 500;
const TELL_EVERY_MS = 60_000;

/** Shows what passes in one Arbiter, while somebody watches; costs one look at a field while nobody does. */
export class TapSource {
  /** Who sees the door, at present. */
  observer: AdmissionObserver | undefined;
  #store: Address<CaptureProtocol> | undefined;

  /** Starts the actor that listens to who watches. */
  start(system: ActorSystem): Address<TapSourceProtocol> {
    return system.spawn<TapSourceProtocol>("tap", () => ({
      handlers: {
        watch: ({ store }) => {
          this.#store = store;
          this.observer =
            store &&
            atMost(
              PER_SECOND,
              captureObserver(captureOffer(store, system.clock), false, new WeakSet()),
              system.clock,
            );
        },
      },
    }));
  }

  /** An envelope has its end upstream. */
  delivered({ captureId }: HeldEnvelope, result: SinkResult): void {
    if (this.#store === undefined || captureId === undefined || result.kind === "retry") return;
    this.#store.send("settled", { captureId, rest: upstreamVerdict(result) });
  }
}

/** Passes on so many sights in a second, and says now and then how many it left out. */
function atMost(
  perSecond: number,
  observer: AdmissionObserver,
  clock: Pick<Clock, "monotonicMs">,
): AdmissionObserver {
  let second = 0;
  let seen = 0;
  let left = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const allows = (): boolean => {
    const nowMs = clock.monotonicMs();
    const current = Math.floor(nowMs / 1_000);
    if (current !== second) [second, seen] = [current, 0];
    if (++seen <= perSecond) return true;
    left++;
    if (nowMs - toldAtMs >= TELL_EVERY_MS) {
      toldAtMs = nowMs;
      log("info", "baton::tap", "more passes than is shown", { perSecond, left });
    }
    return false;
  };
  return {
    // What is not shown needs no name, and its end is not told either.
    nameOf: (envelope) => (seen < perSecond ? observer.nameOf?.(envelope) : undefined),
    admitted: (envelope, items, verdictOf) => {
      if (allows()) observer.admitted(envelope, items, verdictOf);
    },
    refused: (request, response, receivedAtMs) => {
      if (allows()) observer.refused(request, response, receivedAtMs);
    },
  };
}
