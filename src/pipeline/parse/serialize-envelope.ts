import { formatDsn } from "../../domain/protocol/dsn.ts";
import type { Envelope, EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { wireTraceContext } from "../../domain/protocol/trace-context.ts";
import { encodeInto, uninitializedBytes, utf8Length } from "../../kernel/base/bytes.ts";
import { wireClientHints } from "./meta-header.ts";

const LINE_FEED = 0x0a;

/** Envelope to bytes, field by field in the reference's order, a line feed after every header and payload. */
export function serializeEnvelope(envelope: Envelope): Uint8Array {
  const leads = leadsOf(envelope);
  let size = 0;
  for (const lead of leads) size += utf8Length(lead);
  for (const { payload } of envelope.items) size += payload.length + 1;
  const bytes = uninitializedBytes(size);
  write(envelope, leads, bytes);
  return bytes;
}

/** Most envelopes fit; larger ones get a buffer of their own. */
const SCRATCH = uninitializedBytes(64 * 1024);

/**
 * Hands the bytes to `use`, which must be done with them when it returns: small envelopes lie in a buffer that is
 * used again and again.
 */
export function withSerialized<T>(envelope: Envelope, use: (bytes: Uint8Array) => T): T {
  const leads = leadsOf(envelope);
  let most = 0;
  for (const lead of leads) most += lead.length * MOST_UTF8_BYTES;
  for (const { payload } of envelope.items) most += payload.length + 1;
  if (most > SCRATCH.length) return use(serializeEnvelope(envelope));
  return use(SCRATCH.subarray(0, write(envelope, leads, SCRATCH)));
}

/** Bytes that one UTF-16 unit takes at most. */
const MOST_UTF8_BYTES = 3;

/** What stands before each payload: the item's header, before the first also the envelope's. */
function leadsOf(envelope: Envelope): string[] {
  let lead = `${headerJson(envelope.headers)}\n`;
  if (envelope.items.length === 0) return [lead];
  return envelope.items.map((item) => {
    const text = `${lead}${item.headerJson()}\n`;
    lead = "";
    return text;
  });
}

/** @returns the bytes written */
function write({ items }: Envelope, leads: readonly string[], bytes: Uint8Array): number {
  let at = 0;
  for (let i = 0; i < leads.length; i++) {
    at += encodeInto(leads[i] as string, bytes, at);
    const item = items[i];
    if (item === undefined) break;
    bytes.set(item.payload, at);
    at += item.payload.length;
    bytes[at] = LINE_FEED;
    at += 1;
  }
  return at;
}

/**
 * The envelope header's line without its line feed. One JSON.stringify of everything but the raw fields beats putting
 * texts together, because its result is flat already.
 */
export function headerJson(headers: EnvelopeHeaders): string {
  const { eventId, meta, sentAt, trace, requiredFeatures, other } = headers;
  const json = JSON.stringify({
    event_id: eventId,
    dsn: formatDsn(meta.dsn),
    client: meta.client,
    version: meta.version,
    origin: meta.origin,
    remote_addr: meta.remoteAddr,
    forwarded_for: meta.forwardedFor === "" ? undefined : meta.forwardedFor,
    user_agent: meta.userAgent,
    client_hints: meta.clientHints === undefined ? undefined : wireClientHints(meta.clientHints),
    no_cache: meta.noCache ? true : undefined,
    sent_at: sentAt,
    trace: trace === undefined || trace === null ? trace : wireTraceContext(trace),
  });
  const traceFields = trace?.other.toJson() ?? "";
  const features =
    requiredFeatures.length === 0 ? "" : `,"required_features":${JSON.stringify(requiredFeatures)}`;
  const open = traceFields === "" ? json.slice(0, -1) : `${json.slice(0, -2)}${traceFields}}`;
  return `${open}${features}${other.toJson()}}`;
}
