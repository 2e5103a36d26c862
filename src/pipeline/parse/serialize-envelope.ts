import { formatDsn } from "../../domain/protocol/dsn.ts";
import type { Envelope, EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { quote } from "../../domain/protocol/header-fields.ts";
import { traceContextJson } from "../../domain/protocol/trace-context.ts";
import { encodeInto, utf8Bytes, utf8Length } from "../../kernel/base/bytes.ts";
import { metaJson } from "./meta-header.ts";

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
  const bytes = new Uint8Array(size);
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

/** The envelope header's line without its line feed. */
export function headerJson(headers: EnvelopeHeaders): string {
  let json = headers.eventId === undefined ? "{" : `{"event_id":"${headers.eventId}",`;
  json += `"dsn":${quote(formatDsn(headers.meta.dsn))}${metaJson(headers.meta)}`;
  if (headers.sentAt !== undefined) json += `,"sent_at":"${headers.sentAt}"`;
  if (headers.trace === null) json += `,"trace":null`;
  else if (headers.trace !== undefined) json += `,"trace":${traceContextJson(headers.trace)}`;
  if (headers.requiredFeatures.length > 0)
    json += `,"required_features":${JSON.stringify(headers.requiredFeatures)}`;
  return `${json}${headers.other.toJson()}}`;
}
