import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import type { LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import type { ReceiverInfo } from "./receiver-info.ts";

/** What the page and its API need from the rest; handed out by `app/`. */
export interface DevuiDeps {
  readonly store: Address<LocalStoreProtocol>;
  readonly info: () => ReceiverInfo;
  /** The actors of all Arbiters, owners before their children. */
  readonly actors: () => readonly ActorStats[] | Promise<readonly ActorStats[]>;
  /**
   * Takes a `POST /stream` into the pipeline as the envelope endpoint would, but without authentication. Answers
   * with what the client is told.
   */
  readonly ingest: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
  /** Ends the open streams, so that a stop need not wait for them. */
  readonly closing?: AbortSignal;
  /** Files of the page; by default those built from `ui/`. */
  readonly assets?: () => Promise<ReadonlyMap<string, Asset>>;
}

/** A file of the page. */
export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array | string;
  /** The name changes with the content, so it may be cached for good. */
  readonly immutable: boolean;
}
