import { expect, test } from "bun:test";
import { clientReportJson } from "../../domain/client-report/client-report.ts";
import { outcomesByTime } from "../../domain/outcomes/metric-outcomes.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import { by, invalid, rateLimited, silently } from "../../domain/protocol/rejection.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { DropsProtocol } from "../drops/protocol.ts";
import type { KeyBuckets, MetricsProtocol } from "../metrics/protocol.ts";
import { MetricOutcomes } from "./metric-outcomes.actor.ts";
import type { OutcomesProtocol } from "./protocol.ts";
import { Rejections } from "./rejections.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const SUBJECT = { scoping: { projectId: "42", publicKey: KEY } };

const outcome = (changes: Partial<Outcome>): Outcome => ({
  ...SUBJECT,
  timestampMs: 1_795_488_605_900,
  kind: "invalid",
  reason: "invalid_json",
  category: "monitor",
  quantity: 1,
  ...changes,
});

test("outcomes are metrics on their way, and come back as what they were", async () => {
  const system = TestSystem.start();
  const metrics = system.probe<MetricsProtocol>();
  const outcomes = system.spawn<OutcomesProtocol>(
    new MetricOutcomes({ metrics: metrics.address, source: "my-relay" }),
  );
  const limited = { kind: "rate_limited", reason: undefined, category: "error", quantity: 3 } as const;
  outcomes.send("track", [outcome({}), outcome({ quantity: 0 }), outcome(limited)]);
  await system.settle();
  const [message] = metrics.drain();
  const [{ publicKey, buckets }] = (message as unknown as { msg: [KeyBuckets] }).msg;
  expect(publicKey).toBe(KEY);
  expect(buckets).toMatchObject([
    {
      timestampSeconds: 1_795_488_605,
      name: "c:outcomes/invalid@none",
      value: { type: "c", value: 1 },
      tags: { category: "10", reason: "invalid_json", source: "my-relay" },
    },
    { name: "c:outcomes/rate_limited@none", tags: { category: "1", source: "my-relay" } },
  ]);
  const [[seconds, told] = [0, []]] = outcomesByTime(buckets);
  expect(told).toEqual([
    { kind: "invalid", reason: "invalid_json", category: "monitor", quantity: 1 },
    limited,
  ]);
  expect(clientReportJson(seconds, told)).toBe(
    '{"timestamp":1795488605,"discarded_events":[],"rate_limited_events":[{"reason":"","category":"error","quantity":3}]}',
  );
  await system.stop();
});

test("a rejection is told to the upstream and explained here, a silent one only explained", async () => {
  const system = TestSystem.start();
  const outcomes = system.probe<OutcomesProtocol>();
  const drops = system.probe<DropsProtocol>();
  const rejections = new Rejections({ outcomes: outcomes.address, drops: drops.address, now: () => 5 });
  const quantities = [{ category: "replay", quantity: 2 }] as const;
  rejections.tell("process", by("quota/7", rateLimited("full")), quantities, SUBJECT);
  expect(outcomes.drain()).toMatchObject([
    { type: "track", msg: [{ timestampMs: 5, kind: "rate_limited", reason: "full", quantity: 2 }] },
  ]);
  expect(drops.drain()).toMatchObject([
    { msg: [{ stage: "process", rule: "quota/7", reason: "full", projectId: "42", isSilent: false }] },
  ]);
  rejections.tell("process", silently(invalid("feature_disabled")), quantities, SUBJECT);
  expect(outcomes.size).toBe(0);
  expect(drops.drain()).toMatchObject([{ msg: [{ reason: "feature_disabled", isSilent: true }] }]);
  await system.stop();
});
