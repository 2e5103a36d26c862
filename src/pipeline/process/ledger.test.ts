import { expect, test } from "bun:test";
import fc from "fast-check";
import { ATTACHMENT_TYPES } from "../../domain/protocol/attachment-type.ts";
import { addQuantities, DATA_CATEGORIES, type Quantities } from "../../domain/protocol/data-category.ts";
import { Item } from "../../domain/protocol/item.ts";
import { ITEM_TYPES } from "../../domain/protocol/item-type.ts";
import type { CheckCategory } from "../../domain/quota/envelope-limits.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { itemsQuantities } from "../held-envelope.ts";
import { ALL_FEATURES, EVENT_ID, envelope, split } from "./testkit/process-bench.ts";

const CONTENT_TYPES = [
  "application/json",
  "application/vnd.sentry.items.log+json",
  "application/vnd.sentry.items.span.v2+json",
  "application/vnd.sentry.items.trace-metric+json",
  "application/vnd.sentry.trace-attachment",
  "application/vnd.sentry.attachment-ref+json",
  "application/vnd.sentry.integration.otel.logs+json",
  "application/vnd.sentry.integration.otel.spans+protobuf",
  "application/x-perfetto-trace",
];
const PAYLOADS = [
  "",
  "{}",
  "nonsense",
  '{"items":[{},{}]}',
  `{"event_id":"${EVENT_ID}"}`,
  '{"started":"2026-11-24T02:49:00Z","attrs":{"release":"a@1"},"init":true}',
  '{"aggregates":[{"started":"2026-11-24T02:49:00Z","exited":3}],"attrs":{"release":"a@1"}}',
  '{"discarded_events":[{"reason":"r","category":"error","quantity":2}]}',
];

const anyItem = fc
  .record({
    type: fc.constantFrom(...Object.keys(ITEM_TYPES), "some_new_type"),
    payload: fc.constantFrom(...PAYLOADS),
    headers: fc.record(
      {
        content_type: fc.constantFrom(...CONTENT_TYPES),
        attachment_type: fc.constantFrom(...Object.keys(ATTACHMENT_TYPES)),
        item_count: fc.integer({ min: 0, max: 5 }),
        span_count: fc.integer({ min: 0, max: 5 }),
        platform: fc.constantFrom("cocoa", "python"),
        meta_length: fc.integer({ min: 0, max: 100 }),
        span_id: fc.constant("1".repeat(16)),
        sampled: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ type, payload, headers }) => {
    const item = Item.received(type, utf8Bytes(payload), true, undefined);
    for (const [key, value] of Object.entries(headers)) {
      if (value === undefined || (key === "attachment_type" && type !== "attachment")) continue;
      // A span of the older form is one, whatever its header says.
      if (key === "item_count" && type === "span" && !headers.content_type?.includes("span.v2")) continue;
      // A transaction's spans are counted in its payload, whatever its header says.
      if (key !== "span_count" || type !== "transaction") item.setHeader(key, value);
    }
    return item;
  });

const anyLimits = fc.uniqueArray(fc.constantFrom(...DATA_CATEGORIES), { maxLength: 4 });

function limiting(categories: readonly string[]): CheckCategory {
  return (category) =>
    categories.includes(category)
      ? [
          {
            categories: [category],
            scope: { kind: "key", id: "k" },
            reasonCode: "r",
            namespaces: [],
            expiresAtMs: 1e15,
          },
        ]
      : [];
}

/** Per category, without those of nothing. */
function sums(quantities: Quantities): Record<string, number> {
  return Object.fromEntries(
    addQuantities([], quantities)
      .filter(({ quantity }) => quantity !== 0)
      .map(({ category, quantity }) => [category, quantity])
      .sort(),
  );
}

/** What becomes one with another thing counts as that alone. */
function countAsOne(
  items: readonly Item[],
  before: Record<string, number>,
  after: Record<string, number>,
): void {
  const parts = items.filter(
    ({ attachmentType }) => attachmentType === "event.payload" || attachmentType === "event.breadcrumbs",
  );
  for (const { category, quantity } of itemsQuantities(parts)) {
    const gone = (before[category] ?? 0) - (after[category] ?? 0);
    if (gone >= 0 && gone <= quantity) after[category] = before[category] ?? 0;
  }
  const beside =
    items.some(({ type }) => type === "unreal_report") &&
    items.some((item) => item.type !== "unreal_report" && item.createsEvent);
  if (beside && after.error === (before.error ?? 0) - 1) after.error += 1;
}

test("whatever comes in goes on or is rejected, per category", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyItem, { maxLength: 12 }),
      fc.record({
        limited: anyLimits,
        features: fc.subarray([...ALL_FEATURES]),
        version: fc.constantFrom(0, 3),
        acceptsUnknown: fc.boolean(),
        hasTrace: fc.boolean(),
        hasId: fc.boolean(),
      }),
      async (items, { limited, features, version, acceptsUnknown, hasTrace, hasId }) => {
        const before = sums(itemsQuantities(items));
        const sent = envelope(items, {
          eventId: hasId ? EVENT_ID : undefined,
          trace: hasTrace ? ({ traceId: EVENT_ID, publicKey: "a".repeat(32) } as never) : undefined,
        });
        // The strict ledger in there fails on an item without an end.
        const { forwarded, rejected } = await split(sent, {
          config: { features, sessionMetricsVersion: version },
          check: limiting(limited),
          options: { acceptsUnknown },
        });
        const after = sums(addQuantities(forwarded, rejected));
        countAsOne(items, before, after);
        // A refused crash report counts as the event that it would have made too, which its item does not say.
        const madeEvents = (after.error ?? 0) - (before.error ?? 0);
        if (madeEvents > 0) after.error = before.error ?? 0;
        if (after.error === 0) delete after.error;
        expect(madeEvents).toBeOneOf([0, 1]);
        // Sessions end as metrics, which are counted elsewhere.
        if (version === 3) {
          delete before.session;
          delete after.session;
        }
        // Logs and metrics are measured in another way once their containers are open.
        for (const sums of [before, after]) {
          delete sums.log_byte;
          delete sums.trace_metric_byte;
        }
        // So do transactions that are not indexed.
        if (limited.includes("transaction_indexed")) {
          for (const sums of [before, after]) {
            delete sums.transaction;
            delete sums.span;
          }
        }
        expect(after).toEqual(before);
      },
    ),
    { numRuns: 500 },
  );
});
