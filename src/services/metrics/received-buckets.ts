import { parseMetricBuckets } from "../../domain/metrics/bucket-json.ts";
import { clockDriftMs } from "../../domain/metrics/clock-drift.ts";
import { receiveBuckets } from "../../domain/metrics/receive-buckets.ts";
import type { EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import { parseRfc3339 } from "../../domain/protocol/rfc3339.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import type { KeyBuckets } from "./protocol.ts";

/** What counts of the `metric_buckets` items of an envelope. An item with one malformed bucket counts for nothing. */
export function receivedBuckets(items: readonly Item[], { meta, sentAt }: EnvelopeHeaders): KeyBuckets {
  const { receivedAtMs, fromInternalRelay: isTrusted, dsn } = meta;
  const sent = sentAt === undefined ? undefined : parseRfc3339(sentAt);
  const sentAtMs = sent === undefined ? undefined : sent.seconds * 1_000 + sent.nanos / 1e6;
  const driftMs = clockDriftMs(sentAtMs, receivedAtMs);
  const parsed = items.flatMap(({ payload }) => parseMetricBuckets(utf8Text(payload)) ?? []);
  return {
    publicKey: dsn.publicKey,
    buckets: receiveBuckets(parsed, { isTrusted, receivedAtMs, driftMs }),
  };
}
