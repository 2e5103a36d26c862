import type { ReceiverInfo } from "../../src/devui/receiver-info.ts";
import type { ActorStats } from "../../src/kernel/actor/stats.ts";
import type {
  ItemDetail,
  ItemPage,
  ItemSummary,
  StoreStats,
} from "../../src/services/local-store/records.ts";

export type { ActorStats, ItemDetail, ItemPage, ItemSummary, ReceiverInfo, StoreStats };

/** An answer that is no success, in the words of the receiver. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

async function call(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "The receiver does not answer. Is it still running?");
  });
  if (response.ok) return response;
  const told = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new ApiError(response.status, told.detail ?? `The receiver answered ${response.status}.`);
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await call(path, init)).json()) as T;
}

export function listItems(search: string, before: number | undefined, limit: number): Promise<ItemPage> {
  const query = new URLSearchParams({ q: search, limit: String(limit) });
  if (before !== undefined) query.set("before", String(before));
  return json(`/local/items?${query}`);
}

export const getItem = (id: number): Promise<ItemDetail> => json(`/local/items/${id}`);
export const getStats = (): Promise<StoreStats> => json("/local/stats");
export const getInfo = (): Promise<ReceiverInfo> => json("/local/info");
export const clearItems = (): Promise<unknown> => json("/local/items", { method: "DELETE" });

export async function getActors(): Promise<readonly ActorStats[]> {
  return (await json<{ actors: readonly ActorStats[] }>("/local/topology")).actors;
}

export async function getPayload(id: number): Promise<Uint8Array> {
  return new Uint8Array(await (await call(payloadUrl(id))).arrayBuffer());
}

export const payloadUrl = (id: number, download = false): string =>
  `/local/items/${id}/payload${download ? "?download" : ""}`;
export const envelopeUrl = (id: number): string => `/local/envelopes/${id}`;

/** Sends an envelope to this receiver, as an SDK with `spotlight: true` does. */
export async function sendEnvelope(text: string): Promise<void> {
  await call("/stream", {
    method: "POST",
    body: text,
    headers: { "content-type": "application/x-sentry-envelope" },
  });
}

export interface FeedHandlers {
  /** `revision` is where the feed would go on. */
  readonly onItems: (items: readonly ItemSummary[], revision: number) => void;
  readonly onRemoved: (oldestId: number) => void;
  /** The receiver has another store than before. */
  readonly onReset: () => void;
  readonly onState: (state: "live" | "lost") => void;
}

/** Opens the live feed. @returns a function that closes it */
export function openFeed(search: string, after: number, handlers: FeedHandlers): () => void {
  const source = new EventSource(`/local/feed?${new URLSearchParams({ q: search, after: String(after) })}`);
  source.addEventListener("open", () => handlers.onState("live"));
  source.addEventListener("error", () => handlers.onState("lost"));
  source.addEventListener("items", (event) =>
    handlers.onItems(JSON.parse(event.data), Number(event.lastEventId)),
  );
  source.addEventListener("removed", (event) => handlers.onRemoved(JSON.parse(event.data).oldestId));
  source.addEventListener("reset", () => handlers.onReset());
  return () => source.close();
}
