import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import type { StoredPayload } from "../services/local-store/records.ts";
import type { StreamSlots } from "./event-stream.ts";
import { spotlightFeed, summaryFeed } from "./feed.ts";
import { openApi } from "./openapi.ts";
import type { DevuiDeps } from "./ports.ts";
import { bytes, eventStream, failure, json } from "./responses.ts";

export interface ApiContext {
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly deps: DevuiDeps;
  readonly streams: StreamSlots;
  /** What a path's `{id}` stands for; 0 without one. */
  readonly id: number;
}

export type ApiHandler = (ctx: ApiContext) => HttpResponse | Promise<HttpResponse>;

const DEFAULT_PAGE = 100;
const LONGEST_SEARCH = 500;

export const listItems: ApiHandler = async ({ query, deps }) => {
  const search = searchOf(query);
  const before = numberOf(query, "before");
  const limit = numberOf(query, "limit") ?? DEFAULT_PAGE;
  if (search === undefined || before === "bad" || limit === "bad" || limit === 0) return badQuery();
  return json(
    await deps.store.ask("items", before === undefined ? { search, limit } : { search, before, limit }),
  );
};

export const getItem: ApiHandler = async ({ deps, id }) => {
  const item = await deps.store.ask("item", { id });
  return item === undefined ? gone("item") : json(item);
};

export const getPayload: ApiHandler = async ({ deps, id, query }) => {
  const payload = await deps.store.ask("payload", { id });
  if (payload === undefined) return gone("item");
  const filename = payload.filename === "" ? `${payload.type}-${id}` : payload.filename;
  return bytes(payload.bytes, contentTypeOf(payload), query.has("download") ? filename : undefined);
};

export const getEnvelope: ApiHandler = async ({ deps, id }) => {
  const envelope = await deps.store.ask("envelope", { id });
  if (envelope === undefined) return gone("envelope");
  return bytes(envelope.bytes, "application/x-sentry-envelope", `${id}.envelope`);
};

export const clearItems: ApiHandler = async ({ deps }) => json(await deps.store.ask("clear"));

export const getStats: ApiHandler = async ({ deps }) => json(await deps.store.ask("stats"));

export const getInfo: ApiHandler = ({ deps }) => json(deps.info());

export const getTopology: ApiHandler = async ({ deps }) => json({ actors: await deps.actors() });

export const getOpenApi: ApiHandler = ({ deps }) => json(openApi(deps.info().version));

export const getFeed: ApiHandler = ({ query, request, deps, streams }) => {
  const search = searchOf(query);
  const after = cursorOf(request) ?? numberOf(query, "after");
  if (search === undefined || after === "bad") return badQuery();
  return stream(streams, summaryFeed(deps, search, after));
};

export const getSpotlightStream: ApiHandler = ({ query, request, deps, streams }) =>
  stream(streams, spotlightFeed(deps, cursorOf(request), query.has("base64")));

export const postSpotlightStream: ApiHandler = ({ request, deps }) => deps.ingest(request);

export const getHealth: ApiHandler = () => ({
  status: 200,
  headers: [["content-type", "text/plain"]],
  body: "OK",
});

function stream(streams: StreamSlots, events: AsyncGenerator<Uint8Array, void>): HttpResponse {
  const release = streams.take();
  if (release === undefined)
    return failure(503, "Too many open streams; close another page or `baton tap` first.");
  return eventStream(releasing(events, release));
}

/** Gives the slot back however the stream ends: by itself, or because the client left. */
async function* releasing(
  events: AsyncGenerator<Uint8Array, void>,
  release: () => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* events;
  } finally {
    release();
  }
}

function searchOf(query: URLSearchParams): string | undefined {
  const search = query.get("q") ?? "";
  return search.length <= LONGEST_SEARCH ? search : undefined;
}

function numberOf(query: URLSearchParams, name: string): number | undefined | "bad" {
  const text = query.get(name);
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : "bad";
}

/** Where a client that lost the stream was; nonsense counts as a fresh start. */
function cursorOf(request: HttpRequest): number | undefined {
  const text = request.header("last-event-id");
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function badQuery(): HttpResponse {
  return failure(
    400,
    `Bad query: "before", "after" and "limit" are whole numbers, "q" has at most ${LONGEST_SEARCH} characters.`,
  );
}

function gone(what: string): HttpResponse {
  return failure(404, `There is no such ${what}; it may have been removed to make room.`);
}

/** JSON stays JSON; a few types a browser shows by itself; everything else is bytes. */
function contentTypeOf({ type, contentType }: StoredPayload): string {
  if (/^image\/(png|jpeg|gif|webp|avif)$|^text\/plain\b|^video\/(mp4|webm)$/.test(contentType))
    return contentType;
  return type === "attachment" || type === "replay_recording"
    ? "application/octet-stream"
    : "application/json";
}
