import { expect, test } from "bun:test";
import { invalid, type Rejection } from "../../domain/protocol/rejection.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { Hold } from "./hold.actor.ts";
import type { HoldProtocol, SinkProtocol, SinkResult } from "./protocol.ts";
import { heldEnvelope } from "./testkit/held.ts";

const envelope = (name: string) => heldEnvelope(name, name);

/** A hold whose project is `verdict`, with somebody who watches. */
function start() {
  const system = TestSystem.start();
  const sink = system.probe<SinkProtocol>();
  const world = { answer: { kind: "done" } as SinkResult, verdict: "go" as "go" | "wait" | Rejection };
  sink.respond("deliver", () => world.answer);
  const has = new Set<string | undefined>();
  const hold = system.spawn<HoldProtocol & { projectsReady(news: { publicKeys: string[] }): void }>(
    () =>
      new Hold({
        sink: sink.address,
        spool: undefined,
        budget: ByteBudget.create(1_000),
        gate: { isShut: () => false, judge: () => world.verdict },
        watch: {
          begins: () => has.clear(),
          has: ({ eventId }) => has.add(eventId),
          done: ({ eventId }) => has.delete(eventId),
        },
        rejected: () => {},
        options: {
          maxInFlight: 2,
          retryDelayMs: 1_000,
          watermarkRatio: 0.8,
          maxDelayMs: 1e12,
          writeBeforeAnswer: false,
          ephemeral: true,
          unspoolPerSecond: undefined,
        },
      }) as never,
  );
  return { system, world, has, hold };
}

test("sees what waits for its project until it is delivered, or refused", async () => {
  const { system, world, has, hold } = start();
  world.verdict = "wait";
  for (const name of ["a", "b"]) hold.send("push", envelope(name));
  await system.settle();
  expect([...has]).toEqual(["a", "b"]);
  world.verdict = "go";
  hold.send("projectsReady", { publicKeys: ["a"] });
  await system.settle();
  expect([...has]).toEqual(["b"]);
  world.verdict = invalid("project_id");
  hold.send("projectsReady", { publicKeys: ["b"] });
  await system.settle();
  expect([...has]).toEqual([]);
  await system.stop();
});

test("sees what an envelope became in its place, until all of it is delivered", async () => {
  const { system, world, has, hold } = start();
  world.answer = { kind: "retry", outage: false, instead: [envelope("left"), envelope("right")] };
  hold.send("push", envelope("whole"));
  await system.settle();
  expect([...has]).toEqual(["left", "right"]);
  world.answer = { kind: "done" };
  await system.advance(1_000);
  expect([...has]).toEqual([]);
  await system.stop();
});
