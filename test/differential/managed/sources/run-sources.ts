import { FakeSentry } from "../../../support/fake-sentry.ts";
import { createIdentity } from "../../../support/managed.ts";
import { exchange } from "../../../support/raw-client.ts";
import { type RelayKind, RelayProcess } from "../../../support/relay-process.ts";
import { viewOf } from "../../../support/upstream-view.ts";
import { pause } from "../../../support/wait.ts";
import type { WireItem } from "../../../support/wire-envelope.ts";
import { keyOf, type SourceCase } from "./source-case.ts";

/** What a relay made of a case. */
export interface SourceResult {
  readonly status: number | string;
  /** Header and payload of each, sorted: within one envelope the reference shuffles attachments. */
  readonly items: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
}

const QUIET_MS = 1_500;
const FIRST_PROJECT = 2_000;
/** Times of now, which no two relays have the same of. */
const CLOCK = ["timestamp", "received"];

/** Sends all cases to one relay and collects what reaches the upstream, payloads and all. */
export async function runSources(
  cases: readonly SourceCase[],
  kind: RelayKind,
): Promise<ReadonlyMap<string, SourceResult>> {
  using sentry = FakeSentry.start();
  for (const [index, each] of cases.entries())
    sentry.projects.add(keyOf(each), FIRST_PROJECT + index, { features: [], ...each.config });
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      outcomes: { emit_outcomes: true, source: "test" },
      aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
      cache: { batch_interval: 50 },
      limits: { shutdown_timeout: 2 },
    },
    files: createIdentity().files,
  });
  const statuses = new Map<string, number | string>();
  for (const [index, each] of cases.entries()) {
    const slot = { key: keyOf(each), project: FIRST_PROJECT + index };
    const answer = await exchange(relay.port, each.request(slot)).catch(String);
    statuses.set(each.name, typeof answer === "string" ? answer : answer.status);
  }
  for (let seen = -1; seen !== sentry.envelopes.length; await pause(QUIET_MS)) seen = sentry.envelopes.length;
  await relay.stop();
  return new Map(
    cases.map((each) => [each.name, resultOf(sentry, keyOf(each), statuses.get(each.name) as number)]),
  );
}

function resultOf(sentry: FakeSentry, key: string, status: number | string): SourceResult {
  const envelopes = sentry.envelopes.filter(({ headers }) => String(headers.dsn).includes(key));
  const items = envelopes.flatMap(({ headers, items }) =>
    items
      .filter(({ type }) => type !== "metric_buckets")
      .map((item) => written(item, String(headers.event_id))),
  );
  return { status, items: items.sort(), outcomes: viewOf(sentry, key).outcomes };
}

function written({ headers, payload }: WireItem, eventId: string): string {
  const { length: _, ...rest } = headers;
  return `${canonical(rest)} ${isEvent(headers) ? eventText(payload, eventId) : payload.toString("latin1")}`;
}

function isEvent({ type }: WireItem["headers"]): boolean {
  return type === "event" || type === "security" || type === "feedback" || type === "transaction";
}

/** Without what is another at each sending: time, who the relay is, and ids that follow from the event's. */
function eventText(payload: Buffer, eventId: string): string {
  const text = payload.toString().replaceAll(eventId, "ID").replaceAll(eventId.slice(0, 16), "HALF");
  const event = JSON.parse(text) as Record<string, unknown>;
  for (const key of CLOCK) if (Math.abs(Number(event[key]) - Date.now() / 1_000) < 100) delete event[key];
  delete event.ingest_path;
  return canonical(event);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
