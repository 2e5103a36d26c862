import type { CapturedMeta, Fate } from "../capture.ts";
import type { EnvelopeDetail, ItemSummary } from "../records.ts";

/** A row as SQLite hands it out. */
export type Row = Readonly<Record<string, unknown>>;

export function toSummary(row: Row): ItemSummary {
  return {
    id: Number(row.id),
    envelopeId: Number(row.envelope_id),
    position: Number(row.position),
    revision: Number(row.revision),
    receivedAtMs: Number(row.received_ms),
    project: String(row.project),
    type: String(row.type),
    title: String(row.title),
    subtitle: String(row.subtitle),
    level: String(row.level),
    count: Number(row.count),
    sizeBytes: Number(row.size_bytes),
    platform: String(row.platform),
    sdk: String(row.sdk),
    release: String(row.release),
    environment: String(row.environment),
    traceId: String(row.trace_id),
    eventId: String(row.event_id),
    via: String(row.via),
    copies: Number(row.copies),
    fate: JSON.parse(String(row.fate)) as Fate,
  };
}

export function toHeader(row: Row): Readonly<Record<string, unknown>> {
  return JSON.parse(String(row.header)) as Record<string, unknown>;
}

export function toEnvelope(row: Row, items: readonly ItemSummary[]): EnvelopeDetail {
  const meta = JSON.parse(String(row.meta)) as CapturedMeta;
  return {
    id: Number(row.id),
    receivedAtMs: Number(row.received_ms),
    sizeBytes: Number(row.size_bytes),
    header: toHeader(row),
    endpoint: meta.endpoint,
    via: meta.via,
    copies: Number(row.copies),
    project: meta.projectId ?? "",
    publicKey: meta.publicKey ?? "",
    client: meta.client ?? "",
    userAgent: meta.userAgent ?? "",
    origin: meta.origin ?? "",
    remoteAddress: meta.remoteAddress ?? "",
    items,
  };
}
