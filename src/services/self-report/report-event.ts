import type { LogRecord } from "../../kernel/telemetry/log.ts";

/** What stands in every report. */
export interface ReportIdentity {
  readonly release: string;
  readonly version: string;
  readonly environment: string | undefined;
  readonly serverName: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A line of our log as an event. A field `tags.x` is a tag, `error` is what went wrong, all others are extra. */
export function reportEvent(
  record: LogRecord,
  identity: ReportIdentity,
  eventId: string,
): Readonly<Record<string, unknown>> {
  const tags: Record<string, string> = { ...identity.tags };
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record.fields)) {
    if (name.startsWith("tags.")) tags[name.slice("tags.".length)] = String(value);
    else if (name !== "error") extra[name] = value;
  }
  const { error } = record.fields;
  const exception = { type: record.message === "" ? record.target : record.message, value: String(error) };
  return {
    event_id: eventId,
    timestamp: record.timeMs / 1_000,
    platform: "other",
    level: record.level === "warn" ? "warning" : record.level,
    logger: record.target,
    release: identity.release,
    ...(identity.environment === undefined ? {} : { environment: identity.environment }),
    ...(identity.serverName === undefined ? {} : { server_name: identity.serverName }),
    logentry: { formatted: record.message },
    ...(error === undefined || error === null ? {} : { exception: { values: [exception] } }),
    tags,
    extra,
    // Lines of one place are one issue, whatever numbers they name.
    fingerprint: [record.target, record.message],
    sdk: { name: "baton.self-report", version: identity.version },
  };
}

/** The event as an envelope on its own. */
export function reportEnvelope(event: Readonly<Record<string, unknown>>, sentAtMs: number): string {
  const header = { event_id: event.event_id, sent_at: new Date(sentAtMs).toISOString(), sdk: event.sdk };
  return `${JSON.stringify(header)}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
}
