import { listAt } from "../../../domain/event/read.ts";
import { type MetricBucket, UNMERGED } from "../../../domain/metrics/metric-bucket.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { Rejection } from "../../../domain/protocol/rejection.ts";
import { isJsonObject, type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { ProcessPorts } from "../context.ts";

/** What Sentry still counts of transactions that it does not get. */
const MEASURED = ["transaction", "span"] as const;
const USAGE = "c:spans/usage@none";

/**
 * Drops a transaction that is not sampled, with all that came along. It goes on as metrics that say how much there was, and its
 * profile by itself, which is worth something without it.
 */
export function dropUnsampled(
  items: Managed<Item>,
  root: JsonObject,
  rejection: Rejection,
  receivedAtMs: number,
  ports: ProcessPorts,
): void {
  const profile = items.take(({ type }) => type === "profile");
  profile.update((item) => item.setHeader("sampled", false));
  items.rejectBut(MEASURED, rejection);
  items.absorb(profile);
  ports.measure(spanUsage(root, receivedAtMs));
}

/** How many spans a transaction is: itself, and those in it, each at its own time. */
function spanUsage(root: JsonObject, receivedAtMs: number): readonly MetricBucket[] {
  const receivedAtSeconds = Math.floor(receivedAtMs / 1_000);
  const secondsOf = (value: unknown): number => Math.floor(numberOf(value) ?? receivedAtSeconds);
  const counts = new Map<number, number>();
  for (const span of listAt(root, "spans") ?? []) {
    const seconds = secondsOf(isJsonObject(span) ? span.timestamp : undefined);
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1);
  }
  const own = usage(secondsOf(root.timestamp), 1, { is_segment: "true", was_transaction: "true" });
  return [own, ...Array.from(counts, ([seconds, count]) => usage(seconds, count, { is_segment: "false" }))];
}

export function usage(
  timestampSeconds: number,
  count: number,
  tags: Readonly<Record<string, string>>,
): MetricBucket {
  return {
    timestampSeconds,
    widthSeconds: 0,
    name: USAGE,
    namespace: "spans",
    value: { type: "c", value: count },
    tags,
    metadata: UNMERGED,
  };
}
