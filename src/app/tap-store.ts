import { BATON_VERSION } from "../config/version.ts";
import { type DevuiHandler, devuiRoutes } from "../devui/routes.ts";
import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { DropListener } from "../services/drops/protocol.ts";
import type { CaptureProtocol } from "../services/local-store/capture.ts";
import { LocalStore, type LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import { captureDrop } from "./capture-drop.ts";

/** What is kept while somebody watches: enough to look at, whatever passes. */
const KEPT = { maxBytes: 32 * 1024 * 1024, maxAgeMs: 5 * 60_000 };

export interface TapStoreOptions {
  /** Tells its actors apart from those of stores before. */
  readonly number: number;
  readonly actors: () => Promise<readonly ActorStats[]>;
  readonly closing: AbortSignal;
  /** Called at each question. */
  readonly asked: () => void;
}

export interface TapStore {
  readonly store: Address<LocalStoreProtocol>;
  /** Takes drops, and shows them to the store. */
  readonly listener: Address<DropListener>;
  /** The local receiver's, over this store. */
  readonly routes: DevuiHandler;
}

/** Starts a store in memory for what passes through a relay. In a module of its own: who is never tapped never loads it. */
export function startTapStore(system: ActorSystem, options: TapStoreOptions): TapStore {
  const { number, actors, closing, asked } = options;
  const store: Address<LocalStoreProtocol> = system.spawn(
    `tap-store-${number}`,
    () => new LocalStore({ path: ":memory:", limits: KEPT }),
  );
  const listener = system.spawn<DropListener>(`tap-drops-${number}`, () => dropShower(store));
  const routes = devuiRoutes({
    store: noticed(store, asked),
    info: () => ({ version: BATON_VERSION, dsn: "", spotlight: "" }),
    actors,
    closing,
    ingest: () => ({ status: 404 }),
    assets: async () => new Map(),
  });
  return { store, listener, routes };
}

/** The same address, whose questions are noticed. */
function noticed(store: Address<LocalStoreProtocol>, notice: () => void): Address<LocalStoreProtocol> {
  const ask = store.ask.bind(store) as (...question: unknown[]) => Promise<never>;
  return {
    path: store.path,
    send: (...message) => store.send(...message),
    ask: (...question: unknown[]): Promise<never> => {
      notice();
      return ask(...question);
    },
  };
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
