import { expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../pipeline/hold/protocol.ts";
import type { AwsExtensionProtocol } from "./aws-extension.protocol.ts";
import { DeliveryWatch } from "./delivery-watch.actor.ts";

function held(eventId: string, category: "error" | "transaction" = "transaction"): HeldEnvelope {
  return {
    body: new Uint8Array(1),
    encoding: "identity",
    receivedAtMs: 1_000,
    ownKey: "k",
    samplingKey: "k",
    delivery: {
      projectId: "1",
      publicKey: "k",
      client: undefined,
      version: 7,
      origin: undefined,
      userAgent: undefined,
      forwardedFor: "",
    },
    quantities: [{ category, quantity: 1 }],
    eventId,
    sizeBytes: 1,
  };
}

function start(baseOf: (key: string) => string | undefined = () => undefined) {
  const system = TestSystem.start();
  const sender = system.probe<SinkProtocol>();
  const extension = system.probe<Pick<AwsExtensionProtocol, "delivery">>();
  const answers: PromiseWithResolvers<SinkResult>[] = [];
  sender.respond("deliver", () => {
    const answer = Promise.withResolvers<SinkResult>();
    answers.push(answer);
    return answer.promise;
  });
  const watch = system.spawn<SinkProtocol>(
    () => new DeliveryWatch({ sender: sender.address, extension: extension.address, baseOf }) as never,
  );
  const told = () => extension.drain().map((message) => (message as { msg: object }).msg);
  return { system, sender, answers, watch, told };
}

test("tells how much is on its way, and when it has arrived", async () => {
  const { system, answers, watch, told } = start();
  const first = watch.ask("deliver", held("a", "error"));
  await system.settle();
  expect(told()).toEqual([{ envelopes: 1, urgent: 1, oldestAtMs: 1_000, upstreamFailing: false }]);
  answers[0]?.resolve({ kind: "done" });
  await system.settle();
  expect(await first).toEqual({ kind: "done" });
  expect(told()).toEqual([{ envelopes: 0, urgent: 0, oldestAtMs: undefined, upstreamFailing: false }]);
  await system.stop();
});

test("a failure keeps it pending, once, until it is delivered", async () => {
  const { system, answers, watch, told } = start();
  const tries = [watch.ask("deliver", held("a"))];
  await system.settle();
  answers[0]?.resolve({ kind: "retry", outage: false });
  await system.settle();
  expect(told().at(-1)).toMatchObject({ envelopes: 1, upstreamFailing: true });
  tries.push(watch.ask("deliver", { ...held("a") }));
  await system.settle();
  answers[1]?.resolve({ kind: "done" });
  await system.settle();
  await Promise.all(tries);
  expect(told().at(-1)).toMatchObject({ envelopes: 0, upstreamFailing: false });
  await system.stop();
});

test("an envelope whose key has an upstream of its own goes there", async () => {
  const { system, sender, answers, watch } = start((key) =>
    key === "k" ? "https://o1.ingest.sentry.io" : undefined,
  );
  void watch.ask("deliver", held("a"));
  await system.settle();
  expect(sender.drain()).toMatchObject([{ msg: { delivery: { upstream: "https://o1.ingest.sentry.io" } } }]);
  answers[0]?.resolve({ kind: "done" });
  await system.stop();
});

test("what its project's configuration names goes before what its DSN does", async () => {
  const { system, sender, answers, watch } = start(() => "https://o1.ingest.sentry.io");
  const envelope = held("a");
  void watch.ask("deliver", {
    ...envelope,
    delivery: { ...envelope.delivery, upstream: "https://sentry.example" },
  });
  await system.settle();
  expect(sender.drain()).toMatchObject([{ msg: { delivery: { upstream: "https://sentry.example" } } }]);
  answers[0]?.resolve({ kind: "done" });
  await system.stop();
});
