import type { DevuiHandler } from "../devui/routes.ts";
import { statusRoutes } from "../devui/status-routes.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { DropsProtocol } from "../services/drops/protocol.ts";
import type { TapSourceProtocol } from "./tap-source.ts";
import type { TapStore } from "./tap-store.ts";

export interface TapDeskDeps {
  /** One per ingest Arbiter. */
  readonly sources: readonly Address<TapSourceProtocol>[];
  /** Tells of what is dropped behind the door. */
  readonly drops: Address<Pick<DropsProtocol, "listen">>;
  readonly actors: () => Promise<readonly ActorStats[]>;
  readonly closing: AbortSignal;
}

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
    return desk.open().then(async ({ routes }) => (await routes(request)) ?? { status: 404 });
  };
}

class TapDesk {
  readonly #system: ActorSystem;
  readonly #deps: TapDeskDeps;
  #running: Promise<TapStore> | undefined;
  #opened = 0;
  #askedAtMs = 0;

  constructor(system: ActorSystem, deps: TapDeskDeps) {
    this.#system = system;
    this.#deps = deps;
  }

  /** A store that fills from now on, and closes by itself when it is not asked any more. */
  open(): Promise<TapStore> {
    this.#asked();
    this.#running ??= this.#start();
    return this.#running;
  }

  #asked(): void {
    this.#askedAtMs = this.#system.clock.monotonicMs();
  }

  async #start(): Promise<TapStore> {
    const { actors, closing, drops } = this.#deps;
    const { startTapStore } = await import("./tap-store.ts");
    const number = ++this.#opened;
    const started = startTapStore(this.#system, { number, actors, closing, asked: () => this.#asked() });
    drops.send("listen", started.listener);
    for (const source of this.#deps.sources) source.send("watch", { store: started.store });
    log("info", "baton::tap", "somebody watches what passes");
    this.#lookLater(started);
    return started;
  }

  #lookLater(started: TapStore): void {
    this.#system.clock.after(LOOK_EVERY_MS, () => {
      const isWatched = this.#system.clock.monotonicMs() - this.#askedAtMs < QUIET_MS;
      if (isWatched && !this.#deps.closing.aborted) this.#lookLater(started);
      else this.#close(started);
    });
  }

  #close({ store, listener }: TapStore): void {
    this.#running = undefined;
    for (const source of this.#deps.sources) source.send("watch", { store: undefined });
    log("info", "baton::tap", "nobody watches any more");
    void this.#system.stopActor(listener);
    void this.#system.stopActor(store);
  }
}
