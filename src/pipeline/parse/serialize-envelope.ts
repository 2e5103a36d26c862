import { dsnJson } from "../../domain/protocol/dsn.ts";
import type { Envelope, EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
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
  const { eventId, meta, sentAt, trace, requiredFeatures } = headers;
  const id = eventId === undefined ? "" : `"event_id":"${eventId}",`;
  const sent = sentAt === undefined ? "" : `,"sent_at":"${sentAt}"`;
  const context =
    trace === undefined ? "" : trace === null ? `,"trace":null` : `,"trace":${traceContextJson(trace)}`;
  const features =
    requiredFeatures.length === 0 ? "" : `,"required_features":${JSON.stringify(requiredFeatures)}`;
  return `{${id}"dsn":${dsnJson(meta.dsn)}${metaJson(meta)}${sent}${context}${features}${headers.other.toJson()}}`;
}
