import { within } from "../kernel/actor/address.ts";
import type { EnvelopeBatch, StreamedEnvelope } from "../services/local-store/records.ts";
import { encodeEvent, STREAM_HEARTBEAT, STREAM_OPENING } from "./event-stream.ts";
import type { DevuiDeps } from "./ports.ts";

/** How long the store waits for news before the stream sends a heartbeat. */
const QUIET_MS = 15_000;
const ASK_MS = QUIET_MS + 5_000;
const BATCH = 100;

type FeedDeps = Pick<DevuiDeps, "store" | "closing">;

/**
 * Summaries of what changes, as they change: `items` events with a list of summaries, `removed` events with the id
 * below which everything is gone, `reset` when the client's cursor is none of this store's. Ids are revisions, so a client that comes back misses nothing.
 */
export async function* summaryFeed(
  deps: FeedDeps,
  search: string,
  after: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  yield STREAM_OPENING;
  let revision = after ?? (await deps.store.ask("items", { search: "", limit: 1 })).revision;
  let oldestId = -1;
  for (;;) {
    const waitMs = oldestId < 0 ? 0 : QUIET_MS; // the first answer says where the store begins
    const query = { search, after: revision, limit: BATCH, waitMs, oldestId };
    const batch = await unlessClosing(deps, deps.store.ask("changes", query, within(ASK_MS)));
    if (batch === undefined) return;
    // A cursor from the future is another store's: the client has to look at this one afresh.
    if (batch.revision < revision) yield encodeEvent({ id: batch.revision, event: "reset", data: "{}" });
    revision = batch.revision;
    if (batch.oldestId !== oldestId) {
      oldestId = batch.oldestId;
      yield encodeEvent({ event: "removed", data: JSON.stringify({ oldestId }) });
    }
    if (batch.items.length > 0) {
      yield encodeEvent({ id: revision, event: "items", data: JSON.stringify(batch.items) });
    } else if (waitMs > 0) yield STREAM_HEARTBEAT;
  }
}

/** Whole envelopes, as Spotlight's own receiver streams them. @see https://spotlightjs.com */
export async function* spotlightFeed(
  deps: FeedDeps,
  after: number | undefined,
  base64: boolean,
): AsyncGenerator<Uint8Array, void> {
  yield STREAM_OPENING;
  const event = `application/x-sentry-envelope${base64 ? ";base64" : ""}`;
  let last = after ?? -1;
  for (;;) {
    const query = { after: last, limit: BATCH, waitMs: QUIET_MS };
    const asked: Promise<EnvelopeBatch> = deps.store.ask("envelopes", query, within(ASK_MS));
    const batch = await unlessClosing(deps, asked);
    if (batch === undefined) return;
    last = batch.envelopes[batch.envelopes.length - 1]?.id ?? batch.from;
    if (batch.envelopes.length === 0) yield STREAM_HEARTBEAT;
    for (const envelope of batch.envelopes) {
      yield encodeEvent({ id: envelope.id, event, data: JSON.stringify(toSpotlight(envelope)) });
    }
  }
}

/** `undefined` once the receiver stops, or the store has. */
async function unlessClosing<T>(deps: FeedDeps, work: Promise<T>): Promise<T | undefined> {
  const { closing } = deps;
  if (closing?.aborted) return undefined;
  const stop = Promise.withResolvers<undefined>();
  const onAbort = () => stop.resolve(undefined);
  closing?.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, stop.promise]);
  } catch {
    return undefined; // the client reconnects, and goes on where it was
  } finally {
    closing?.removeEventListener("abort", onAbort);
  }
}

/** `[header, [[item header, payload], …]]`: payloads that are JSON as such with their type, others as base64. */
function toSpotlight(envelope: StreamedEnvelope): readonly [unknown, readonly unknown[]] {
  const header = { ...envelope.header, __spotlight_envelope_id: String(envelope.id) };
  const items = envelope.items.map((item) => {
    const payload = envelope.bytes.subarray(item.offset, item.offset + item.length);
    return [item.header, toSpotlightPayload(item.type, payload)];
  });
  return [header, items];
}

function toSpotlightPayload(type: string, payload: Uint8Array): unknown {
  try {
    const parsed: unknown = type === "attachment" ? undefined : JSON.parse(new TextDecoder().decode(payload));
    if (typeof parsed === "object" && parsed !== null)
      return Array.isArray(parsed) ? parsed : { ...parsed, type };
  } catch {
    // No JSON: handed out as bytes.
  }
  return { data: Buffer.from(payload).toString("base64") };
}
