import { BATON_VERSION } from "../config/version.ts";
import { type DevuiHandler, devuiRoutes } from "../devui/routes.ts";
import { statusRoutes } from "../devui/status-routes.ts";
import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { DropListener, DropsProtocol } from "../services/drops/protocol.ts";
import type { CaptureProtocol } from "../services/local-store/capture.ts";
import { LocalStore, type LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import { captureDrop } from "./capture-drop.ts";
import type { TapSourceProtocol } from "./tap-source.ts";

export interface TapDeskDeps {
  /** One per ingest Arbiter. */
  readonly sources: readonly Address<TapSourceProtocol>[];
  /** Tells of what is dropped behind the door. */
  readonly drops: Address<Pick<DropsProtocol, "listen">>;
  readonly actors: () => Promise<readonly ActorStats[]>;
  readonly closing: AbortSignal;
}

/** What is kept while somebody watches: enough to look at, whatever passes. */
const KEPT = { maxBytes: 32 * 1024 * 1024, maxAgeMs: 5 * 60_000 };
/** A tap asks at least every 15 s; after this long without a question nobody watches any more. */
const QUIET_MS = 30_000;
const LOOK_EVERY_MS = 5_000;

/**
 * What a running relay answers on its control socket. While somebody taps it, what passes is shown to a store in memory, and
 * the same routes answer from it as in the local receiver. When the last one has gone, so has the store.
 */
export function createTapDesk(system: ActorSystem, deps: TapDeskDeps): DevuiHandler {
  const desk = new TapDesk(system, deps);
  const status = statusRoutes(deps.actors);
  return (request) => {
    if (request.path === "/health" || request.path === "/local/topology") return status(request);
    return desk.open()(request);
  };
}

interface Running {
  readonly store: Address<LocalStoreProtocol>;
  readonly listener: Address<DropListener>;
  readonly routes: DevuiHandler;
}

class TapDesk {
  readonly #system: ActorSystem;
  readonly #deps: TapDeskDeps;
  #running: Running | undefined;
  #opened = 0;
  #askedAtMs = 0;

  constructor(system: ActorSystem, deps: TapDeskDeps) {
    this.#system = system;
    this.#deps = deps;
  }

  /** Routes over a store that fills from now on, and closes by itself when it is not asked any more. */
  open(): DevuiHandler {
    this.#askedAtMs = this.#system.clock.monotonicMs();
    this.#running ??= this.#start();
    return this.#running.routes;
  }

  #start(): Running {
    const store: Address<LocalStoreProtocol> = this.#system.spawn(
      `tap-store-${++this.#opened}`,
      () => new LocalStore({ path: ":memory:", limits: KEPT }),
    );
    const listener = this.#system.spawn<DropListener>(`tap-drops-${this.#opened}`, () => dropShower(store));
    this.#deps.drops.send("listen", listener);
    log("info", "baton::tap", "somebody watches what passes");
    this.#show(store);
    this.#lookLater();
    const { actors, closing } = this.#deps;
    const routes = devuiRoutes({
      store: this.#noticed(store),
      info: () => ({ version: BATON_VERSION, dsn: "", spotlight: "" }),
      actors,
      closing,
      ingest: () => ({ status: 404 }),
      assets: async () => new Map(),
    });
    return { store, listener, routes };
  }

  #show(store: Address<LocalStoreProtocol> | undefined): void {
    for (const source of this.#deps.sources) source.send("watch", { store });
  }

  #lookLater(): void {
    this.#system.clock.after(LOOK_EVERY_MS, () => {
      const { closing } = this.#deps;
      const isWatched = this.#system.clock.monotonicMs() - this.#askedAtMs < QUIET_MS;
      if (isWatched && !closing.aborted) return this.#lookLater();
      const running = this.#running;
      this.#running = undefined;
      this.#show(undefined);
      log("info", "baton::tap", "nobody watches any more");
      if (!running) return;
      void this.#system.stopActor(running.listener);
      void this.#system.stopActor(running.store);
    });
  }

  /** The same address, whose questions are taken for a sign of life. */
  #noticed(store: Address<LocalStoreProtocol>): Address<LocalStoreProtocol> {
    const asked = store.ask.bind(store) as (...question: unknown[]) => Promise<never>;
    const ask = (...question: unknown[]): Promise<never> => {
      this.#askedAtMs = this.#system.clock.monotonicMs();
      return asked(...question);
    };
    return {
      path: store.path,
      send: (...message) => store.send(...message),
      ask,
    };
  }
}

/** Shows drops to a store; one that is full goes without. */
function dropShower(store: Address<CaptureProtocol>): Actor<DropListener> {
  return {
    handlers: {
      dropped: (drops) => {
        for (const drop of drops) {
          const captured = captureDrop(drop);
          if (captured) store.send("captured", captured);
        }
      },
    },
  };
}
