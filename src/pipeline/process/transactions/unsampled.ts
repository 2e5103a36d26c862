import { listAt } from "../../../domain/event/read.ts";
import type { MetricBucket } from "../../../domain/metrics/metric-bucket.ts";
import { spanUsage, type UsedSpan } from "../../../domain/metrics/span-usage.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { Rejection } from "../../../domain/protocol/rejection.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { ProcessPorts } from "../context.ts";
import { momentMs } from "../shared/moments.ts";

/** What Sentry still counts of transactions that it does not get. */
const MEASURED = ["transaction", "span"] as const;

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
  ports.measure(usageOf(root, receivedAtMs));
}

/** A transaction and the spans in it, each at its own time. */
function usageOf(root: JsonObject, receivedAtMs: number): readonly MetricBucket[] {
  const atMs = (timed: unknown): number =>
    (isJsonObject(timed) ? momentMs(timed.timestamp) : undefined) ?? receivedAtMs;
  const children = (listAt(root, "spans") ?? []).map(
    (span): UsedSpan => ({ atMs: atMs(span), kind: "child" }),
  );
  return spanUsage([{ atMs: atMs(root), kind: "transaction" }, ...children]);
}
