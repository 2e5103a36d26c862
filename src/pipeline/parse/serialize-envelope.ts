import { formatDsn } from "../../domain/protocol/dsn.ts";
import type { Envelope, EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { wireTraceContext } from "../../domain/protocol/trace-context.ts";
import { encodeInto, uninitializedBytes, utf8Bytes, utf8Length } from "../../kernel/base/bytes.ts";
import { wireClientHints } from "./meta-header.ts";

const LINE_FEED = 0x0a;

/** Envelope to bytes, field by field in the reference's order, a line feed after every header and payload. */
export function serializeEnvelope(envelope: Envelope): Uint8Array {
  const items = envelope.items;
  let lead = `${headerJson(envelope.headers)}\n`;
  if (items.length === 0) return utf8Bytes(lead);
  const leads: string[] = [];
  let size = 0;
  for (const item of items) {
    lead += `${item.headerJson()}\n`;
    leads.push(lead);
    size += utf8Length(lead) + item.payload.length + 1;
    lead = "";
  }
  const bytes = uninitializedBytes(size);
  let at = 0;
  for (let i = 0; i < items.length; i++) {
    at += encodeInto(leads[i] as string, bytes, at);
    const payload = (items[i] as (typeof items)[number]).payload;
    bytes.set(payload, at);
    at += payload.length;
    bytes[at] = LINE_FEED;
    at += 1;
  }
  return bytes;
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
