/** What reached the upstream of one project, in a form in which two relays can be compared. */
import type { FakeSentry } from "./fake-sentry.ts";
import type { WireItem } from "./wire-envelope.ts";

export interface UpstreamView {
  /** Types of the items of each envelope, in order; envelopes sorted. */
  readonly envelopes: readonly string[];
  /** `kind reason category` → quantity. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** `name tags` → sum, or members. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

interface Bucket {
  readonly name: string;
  readonly value: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

const json = ({ payload }: WireItem): never => JSON.parse(payload.toString()) as never;

export function viewOf(sentry: FakeSentry, publicKey: string): UpstreamView {
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
  return { envelopes: envelopes.sort(), outcomes: sorted(sums), metrics: sorted(metrics) };
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
