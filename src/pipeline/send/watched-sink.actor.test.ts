import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";
import { WatchedSink } from "./watched-sink.actor.ts";

test("hands on what the sink answers, and tells of it", async () => {
  const system = TestSystem.start();
  const answer: SinkResult = { kind: "done", status: 429 };
  const sink = system.spawn<SinkProtocol>({ handlers: { deliver: () => answer } });
  const told: (readonly [string | undefined, SinkResult])[] = [];
  const watched = system.spawn<SinkProtocol>(
    () => new WatchedSink({ sink, onDelivered: (held, result) => told.push([held.captureId, result]) }),
  );
  const reply = watched.ask("deliver", { captureId: "c1" } as HeldEnvelope);
  await system.settle();
  expect(await reply).toEqual(answer);
  expect(told).toEqual([["c1", answer]]);
  await system.stop();
});
