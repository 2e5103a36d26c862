import type { DevuiHandler } from "../devui/routes.ts";
import { statusRoutes } from "../devui/status-routes.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HttpRequest } from "../kernel/runtime/http.ts";
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
export class TapDesk {
  readonly #system: ActorSystem;
  readonly #deps: TapDeskDeps;
  #running: Promise<TapStore> | undefined;
  #opened = 0;
  #askedAtMs = 0;

  constructor(system: ActorSystem, deps: TapDeskDeps) {
    this.#system = system;
    this.#deps = deps;
  }

  /** Answers what comes over the control socket. */
  answer(request: HttpRequest): ReturnType<DevuiHandler> {
    if (request.path === "/health" || request.path === "/local/topology")
      return statusRoutes(this.#deps.actors)(request);
    return this.#open().then(async ({ routes }) => (await routes(request)) ?? { status: 404 });
  }

  /** A source came after the others: it shows what they show. */
  joined(source: Address<TapSourceProtocol>): void {
    void this.#running?.then(({ store }) => source.send("watch", { store }));
  }

  /** A store that fills from now on, and closes by itself when it is not asked any more. */
  #open(): Promise<TapStore> {
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
    const { closing } = this.#deps;
    if (closing.aborted) return; // everything ends, and the store with it
    const end = (): void => timer.cancel();
    const timer = this.#system.clock.after(LOOK_EVERY_MS, () => {
      closing.removeEventListener("abort", end);
      const isWatched = this.#system.clock.monotonicMs() - this.#askedAtMs < QUIET_MS;
      if (isWatched) this.#lookLater(started);
      else this.#close(started);
    });
    closing.addEventListener("abort", end);
  }

  #close({ store, listener }: TapStore): void {
    this.#running = undefined;
    for (const source of this.#deps.sources) source.send("watch", { store: undefined });
    log("info", "baton::tap", "nobody watches any more");
    void this.#system.stopActor(listener);
    void this.#system.stopActor(store);
  }
}
