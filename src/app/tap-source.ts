import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
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
          this.observer = store && captureObserver(captureOffer(store, system.clock), false, new WeakSet());
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
