import { expect, test } from "bun:test";
import { heldEnvelope } from "../pipeline/hold/testkit/held.ts";
import type { PendingWork } from "./hold-decision.ts";
import { PendingDeliveries } from "./pending-deliveries.ts";

const held = (eventId: string, receivedAtMs: number, category: "error" | "log_item") =>
  heldEnvelope("k", eventId, { receivedAtMs, quantities: [{ category, quantity: 1 }] });

function start() {
  const told: PendingWork[] = [];
  return { told, pending: new PendingDeliveries((work) => told.push(work)) };
}

test("tells how much there is and since when, once for each change", () => {
  const { told, pending } = start();
  pending.has(held("a", 1_000, "log_item"));
  pending.has(held("b", 2_000, "error"));
  pending.has({ ...held("a", 1_000, "log_item") }); // sent in vain, or back from the disk
  pending.done(held("a", 1_000, "log_item"));
  pending.done(held("a", 1_000, "log_item"));
  pending.done(held("b", 2_000, "error"));
  expect(told.map(({ envelopes, urgent, oldestAtMs }) => [envelopes, urgent, oldestAtMs])).toEqual([
    [1, 0, 1_000],
    [2, 1, 1_000],
    [1, 1, 2_000],
    [0, 0, undefined],
  ]);
});

test("an upstream fails as long as anything that is wanted of it does", () => {
  const { told, pending } = start();
  pending.answered("questions", { isFailing: true });
  pending.answered("deliveries", { isFailing: true });
  pending.answered("questions", { isFailing: true });
  pending.answered("questions", { isFailing: false });
  pending.answered("deliveries", { isFailing: false });
  expect(told.map(({ upstreamFailing }) => upstreamFailing)).toEqual([true, true, true, false]);
});

test("a hold that begins anew has nothing", () => {
  const { told, pending } = start();
  pending.begins();
  pending.has(held("a", 1_000, "error"));
  pending.begins();
  expect(pending.size).toBe(0);
  expect(told.map(({ envelopes, urgent }) => [envelopes, urgent])).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test("an upstream that has refused this relay is hopeless", () => {
  const { pending } = start();
  pending.answered("deliveries", { isFailing: true });
  expect(pending.isHopeless).toBe(false);
  pending.answered("registration", { isFailing: true });
  expect(pending.isHopeless).toBe(true);
});
