import { expect, test } from "bun:test";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { type ClientReport, ClientReportOutcomes } from "./client-report-outcomes.actor.ts";
import type { OutcomesProtocol } from "./protocol.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const outcome = (changes: Partial<Outcome>): Outcome => ({
  timestampMs: 1_795_488_605_000,
  scoping: { projectId: "42", publicKey: KEY },
  kind: "rate_limited",
  reason: "foo",
  category: "error",
  quantity: 1,
  ...changes,
});

function setUp() {
  const system = TestSystem.start();
  const sent: ClientReport[] = [];
  const way = { isOpen: true };
  const outcomes = system.spawn<OutcomesProtocol>(
    () =>
      new ClientReportOutcomes({
        bucketIntervalMs: 10_000,
        initialDelayMs: 30_000,
        send: (report) => {
          if (way.isOpen) sent.push(report);
          return way.isOpen;
        },
      }) as never,
  );
  return { system, sent, way, outcomes };
}

test("adds up per key, slot, reason and category, and sends after the delay", async () => {
  const { system, sent, outcomes } = setUp();
  for (let i = 0; i < 3; i++) outcomes.send("track", [outcome({})]);
  outcomes.send("track", [outcome({ kind: "client_discard", reason: "queue_overflow", quantity: 2 })]);
  const sampled = { kind: "filtered", reason: "Sampled:3000", category: "transaction" } as const;
  outcomes.send("track", [outcome({ timestampMs: 1_795_488_611_000, ...sampled })]);
  await system.advance(29_999);
  expect(sent).toEqual([]);
  await system.advance(1);
  expect(sent.map(({ json }) => json)).toEqual([
    '{"timestamp":1795488600,"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":2}],"rate_limited_events":[{"reason":"foo","category":"error","quantity":3}]}',
    '{"timestamp":1795488610,"discarded_events":[],"filtered_sampling_events":[{"reason":"Sampled:3000","category":"transaction","quantity":1}]}',
  ]);
  await system.stop();
});

test("leaves out what client reports do not tell of", async () => {
  const { system, sent, outcomes } = setUp();
  outcomes.send("track", [outcome({ kind: "invalid", reason: "too_large:event" }), outcome({ quantity: 0 })]);
  outcomes.send("track", [outcome({ kind: "accepted" })]);
  await system.advance(60_000);
  expect(sent).toEqual([]);
  outcomes.send("track", [outcome({ kind: "invalid", reason: "missing_signature" })]);
  await system.advance(60_000);
  expect(sent).toHaveLength(1);
  await system.stop();
});

test("keeps what cannot be sent, and tries again", async () => {
  const { system, sent, way, outcomes } = setUp();
  way.isOpen = false;
  outcomes.send("track", [outcome({})]);
  await system.advance(31_500);
  way.isOpen = true;
  await system.advance(1_000);
  expect(sent).toHaveLength(1);
  await system.stop();
});
