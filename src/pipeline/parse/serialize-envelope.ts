import { formatDsn } from "../../domain/protocol/dsn.ts";
import type { Envelope, EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { type TraceContext, wireTraceContext } from "../../domain/protocol/trace-context.ts";
import { encodeInto, uninitializedBytes, utf8Length } from "../../kernel/base/bytes.ts";
import { SenderMemo } from "../sender-memo.ts";
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

/** Envelopes up to this size are written into memory that is used again and again; larger ones get their own. */
const MAX_SCRATCH_BYTES = 1024 * 1024;
/** Twice what was needed so far. */
let scratch = uninitializedBytes(64 * 1024);

/**
 * Hands the bytes to `use`, which must be done with them when it returns: small envelopes lie in a buffer that is
 * used again and again.
 */
export function withSerialized<T>(envelope: Envelope, use: (bytes: Uint8Array) => T): T {
  const leads = leadsOf(envelope);
  let most = 0;
  for (const lead of leads) most += lead.length * MOST_UTF8_BYTES;
  for (const { payload } of envelope.items) most += payload.length + 1;
  if (most > MAX_SCRATCH_BYTES) return use(serializeEnvelope(envelope));
  if (most > scratch.length) scratch = uninitializedBytes(Math.min(2 * most, MAX_SCRATCH_BYTES));
  return use(scratch.subarray(0, write(envelope, leads, scratch)));
}

/** Bytes that one UTF-16 unit takes at most. */
const MOST_UTF8_BYTES = 3;

/** What stands before each payload: the item's header, before the first also the envelope's. */
function leadsOf(envelope: Envelope): string[] {
  const leads: string[] = [];
  let lead = `${headerJson(envelope.headers)}\n`;
  for (const item of envelope.items) {
    leads.push(`${lead}${item.headerJson()}\n`);
    lead = "";
  }
  return leads.length === 0 ? [lead] : leads;
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

/** The envelope header's line without its line feed. What the sender said about itself is put together once. */
export function headerJson(headers: EnvelopeHeaders): string {
  const { eventId, sentAt, trace, requiredFeatures, other } = headers;
  let json = eventId === undefined ? "{" : `{"event_id":"${eventId}",`;
  json += senders.of(headers.meta);
  if (sentAt !== undefined) json += `,"sent_at":"${sentAt}"`;
  if (trace !== undefined) json += `,"trace":${trace === null ? "null" : traceJson(trace)}`;
  if (requiredFeatures.length > 0) json += `,"required_features":${JSON.stringify(requiredFeatures)}`;
  return `${json}${other.toJson()}}`;
}

/** `"dsn":…` up to `"no_cache":…`, without the braces. */
const senders = new SenderMemo((meta) => {
  const json = JSON.stringify({
    dsn: formatDsn(meta.dsn),
    client: meta.client,
    version: meta.version,
    origin: meta.origin,
    remote_addr: meta.remoteAddr,
    forwarded_for: meta.forwardedFor === "" ? undefined : meta.forwardedFor,
    user_agent: meta.userAgent,
    client_hints: meta.clientHints === undefined ? undefined : wireClientHints(meta.clientHints),
    no_cache: meta.noCache ? true : undefined,
  });
  return json.slice(1, -1);
});

function traceJson(trace: TraceContext): string {
  const json = JSON.stringify(wireTraceContext(trace));
  const fields = trace.other.toJson();
  return fields === "" ? json : `${json.slice(0, -1)}${fields}}`;
}
