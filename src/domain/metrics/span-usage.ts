import { type MetricBucket, UNMERGED } from "./metric-bucket.ts";

const NAME = "c:spans/usage@none";

/** What a span was: a transaction, the first of its service, or one inside of that. */
const TAGS = {
  transaction: { is_segment: "true", was_transaction: "true" },
  segment: { is_segment: "true", was_transaction: "false" },
  child: { is_segment: "false" },
} as const;

export interface UsedSpan {
  /** When it ended. */
  readonly atMs: number;
  readonly kind: keyof typeof TAGS;
}

/** What Sentry counts of spans that it does not get: how many there were of each kind, by second. */
export function spanUsage(spans: readonly UsedSpan[]): readonly MetricBucket[] {
  const counts = new Map<string, { seconds: number; kind: UsedSpan["kind"]; count: number }>();
  for (const { atMs, kind } of spans) {
    const seconds = Math.floor(atMs / 1_000);
    const name = `${kind} ${seconds}`;
    const known = counts.get(name);
    if (known === undefined) counts.set(name, { seconds, kind, count: 1 });
    else known.count++;
  }
  return Array.from(counts.values(), ({ seconds, kind, count }) => ({
    timestampSeconds: seconds,
    widthSeconds: 0,
    name: NAME,
    namespace: "spans",
    value: { type: "c", value: count },
    tags: TAGS[kind],
    metadata: UNMERGED,
  }));
}
