import { expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import type { SinkProtocol, SinkResult } from "../pipeline/hold/protocol.ts";
import { heldEnvelope } from "../pipeline/hold/testkit/held.ts";
import { DeliveryWatch } from "./delivery-watch.actor.ts";

function start(baseOf: (key: string) => string | undefined = () => undefined) {
  const system = TestSystem.start();
  const sender = system.probe<SinkProtocol>();
  const answers: PromiseWithResolvers<SinkResult>[] = [];
  sender.respond("deliver", () => {
    const answer = Promise.withResolvers<SinkResult>();
    answers.push(answer);
    return answer.promise;
  });
  const told: boolean[] = [];
  const pending = {
    answered: (_: string, { isFailing }: { isFailing: boolean }) => void told.push(isFailing),
  };
  const watch = system.spawn<SinkProtocol>(
    () => new DeliveryWatch({ sender: sender.address, pending, baseOf }) as never,
  );
  return { system, sender, answers, watch, told };
}

test("says whether the upstream takes what it is sent, and hands the answer on", async () => {
  const { system, answers, watch, told } = start();
  const tries = [watch.ask("deliver", heldEnvelope("k", "a")), watch.ask("deliver", heldEnvelope("k", "b"))];
  await system.settle();
  answers[0]?.resolve({ kind: "retry", outage: false });
  answers[1]?.resolve({ kind: "done" });
  await system.settle();
  expect(await Promise.all(tries)).toEqual([{ kind: "retry", outage: false }, { kind: "done" }]);
  expect(told).toEqual([true, false]);
  await system.stop();
});

test("an envelope whose key has an upstream of its own goes there", async () => {
  const { system, sender, answers, watch } = start((key) =>
    key === "k" ? "https://o1.ingest.sentry.io" : undefined,
  );
  void watch.ask("deliver", heldEnvelope("k", "a"));
  await system.settle();
  expect(sender.drain()).toMatchObject([{ msg: { delivery: { upstream: "https://o1.ingest.sentry.io" } } }]);
  answers[0]?.resolve({ kind: "done" });
  await system.stop();
});

test("what its project's configuration names goes before what its DSN does", async () => {
  const { system, sender, answers, watch } = start(() => "https://o1.ingest.sentry.io");
  const envelope = heldEnvelope("k", "a");
  void watch.ask("deliver", {
    ...envelope,
    delivery: { ...envelope.delivery, upstream: "https://sentry.example" },
  });
  await system.settle();
  expect(sender.drain()).toMatchObject([{ msg: { delivery: { upstream: "https://sentry.example" } } }]);
  answers[0]?.resolve({ kind: "done" });
  await system.stop();
});
