import { createHash } from "node:crypto";
import { FakeSentry } from "../../support/fake-sentry.ts";
import { createIdentity } from "../../support/managed.ts";
import { type RelayKind, RelayProcess } from "../../support/relay-process.ts";
import { pause, waitUntil } from "../../support/wait.ts";
import type { WireItem } from "../../support/wire-envelope.ts";
import { ALL_FEATURES, type CaseEnvelope, type ManagedCase, TRACE_ID } from "./case.ts";

/** What a relay made of a case, in a form that can be compared. */
export interface ManagedResult {
  readonly statuses: readonly number[];
  /** Types of the items of each envelope, in order; envelopes sorted. */
  readonly envelopes: readonly string[];
  /** `kind reason category` → quantity. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** `name tags` → sum, or members. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

export interface RunOptions {
  readonly kind: RelayKind;
  readonly emitOutcomes: boolean | "as_client_reports";
}

const QUIET_MS = 2_500;

interface Bucket {
  readonly name: string;
  readonly value: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

export const keyOf = (testCase: ManagedCase): string => createHash("md5").update(testCase.name).digest("hex");

/** Sends all cases to one relay of its own and collects what reaches the upstream. */
export async function runCases(
  cases: readonly ManagedCase[],
  { kind, emitOutcomes }: RunOptions,
): Promise<ReadonlyMap<string, ManagedResult>> {
  using sentry = FakeSentry.start();
  for (const [index, testCase] of cases.entries()) {
    const { features = ALL_FEATURES, config = {} } = testCase;
    sentry.projects.add(keyOf(testCase), 1_000 + index, { features, ...config });
  }
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      outcomes: { emit_outcomes: emitOutcomes, source: "test" },
      aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
      limits: { shutdown_timeout: 2 },
      cache: { batch_interval: 50 },
      metrics: {},
    },
    files: createIdentity().files,
  });
  const statuses = new Map<string, number[]>();
  for (const [index, testCase] of cases.entries()) {
    const answers: number[] = [];
    for (const envelope of testCase.envelopes)
      answers.push(await send(relay, keyOf(testCase), 1_000 + index, envelope));
    statuses.set(testCase.name, answers);
  }
  await untilQuiet(sentry);
  await relay.stop();
  return new Map(
    cases.map((testCase) => [
      testCase.name,
      canonical(sentry, keyOf(testCase), statuses.get(testCase.name) ?? []),
    ]),
  );
}

async function send(
  relay: RelayProcess,
  publicKey: string,
  projectId: number,
  { header, parts }: CaseEnvelope,
): Promise<number> {
  // "own": a trace that began in this very project.
  const trace = header.trace === "own" ? { trace_id: TRACE_ID, public_key: publicKey } : header.trace;
  const chunks: string[] = [JSON.stringify({ ...header, trace })];
  for (const [itemHeader, payload] of parts) {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    chunks.push(JSON.stringify({ ...itemHeader, length: Buffer.byteLength(text) }), text);
  }
  const response = await fetch(`${relay.url}/api/${projectId}/envelope/`, {
    method: "POST",
    headers: {
      "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${publicKey}, sentry_client=sentry.test/1.0`,
    },
    body: `${chunks.join("\n")}\n`,
  });
  await response.arrayBuffer();
  return response.status;
}

async function untilQuiet(sentry: FakeSentry): Promise<void> {
  let seen = -1;
  await waitUntil(
    async () => {
      const before = seen;
      seen = sentry.envelopes.length;
      if (before === seen && seen > 0) return true;
      await pause(QUIET_MS);
      return false;
    },
    40_000,
    () => `${seen} envelopes, and more and more`,
  );
}

const json = ({ payload }: WireItem): never => JSON.parse(payload.toString()) as never;

function canonical(sentry: FakeSentry, publicKey: string, statuses: readonly number[]): ManagedResult {
  const envelopes: string[] = [];
  const sums: Record<string, number> = {};
  const metrics: Record<string, unknown> = {};
  const count = (name: string, quantity: number) => {
    sums[name] = (sums[name] ?? 0) + quantity;
  };
  for (const { headers, items } of sentry.envelopes) {
    if (!String(headers.dsn).includes(publicKey)) continue;
    for (const item of items.filter(({ type }) => type === "client_report")) countReport(json(item), count);
    const buckets = items
      .filter(({ type }) => type === "metric_buckets")
      .flatMap((item): Bucket[] => json(item));
    for (const bucket of buckets) addBucket(bucket, count, metrics);
    const others = items.filter(({ type }) => type !== "client_report" && type !== "metric_buckets");
    if (others.length > 0) envelopes.push(others.map(({ type }) => type).join("+"));
  }
  return { statuses, envelopes: envelopes.sort(), outcomes: sorted(sums), metrics: sorted(metrics) };
}

type Count = (name: string, quantity: number) => void;

function countReport(
  report: Record<string, { reason: string; category: string; quantity: number }[]>,
  count: Count,
) {
  for (const [list, entries] of Object.entries(report)) {
    if (!Array.isArray(entries)) continue;
    for (const { reason, category, quantity } of entries) count(`${list} ${reason} ${category}`, quantity);
  }
}

function addBucket({ name, value, tags = {} }: Bucket, count: Count, metrics: Record<string, unknown>): void {
  if (name.startsWith("c:outcomes/")) {
    count(
      `${name.slice(11)} ${tags.reason ?? "-"} ${tags.category ?? "-"} ${tags.source ?? "-"}`,
      value as number,
    );
    return;
  }
  const key = `${name} ${JSON.stringify(sorted(tags))}`;
  const known = metrics[key];
  if (Array.isArray(value)) metrics[key] = [...new Set([...((known as number[]) ?? []), ...value])].sort();
  else metrics[key] = ((known as number) ?? 0) + (value as number);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
