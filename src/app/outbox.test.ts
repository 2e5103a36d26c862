import { expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";
import { Outbox } from "./outbox.ts";

const held = (sizeBytes: number) =>
  ({
    ...{ sizeBytes, eventId: String(sizeBytes), ownKey: "key" },
    ...{ body: new Uint8Array(sizeBytes), encoding: "identity" },
  }) as HeldEnvelope;

test("takes bytes from the budget, and marks envelopes as processed", async () => {
  const system = TestSystem.start();
  const budget = ByteBudget.create(10_000);
  const hold = system.probe<HoldProtocol>({ capacity: 2 });
  const outbox = new Outbox(budget);
  expect(outbox.put([held(1_024)])).toBe(false); // nobody is there yet
  outbox.connect(hold.address);
  expect(outbox.put([held(1_024), held(2_048)])).toBe(true);
  expect(budget.usedBytes).toBe(3_072);
  expect(hold.drain()).toMatchObject([{ msg: { isProcessed: true } }, { msg: { isProcessed: true } }]);
  await system.stop();
});

test("takes nothing when there is no room, or the hold refuses", async () => {
  const system = TestSystem.start();
  const budget = ByteBudget.create(4_096);
  const hold = system.probe<HoldProtocol>({ capacity: 0 });
  const outbox = new Outbox(budget);
  outbox.connect(hold.address);
  expect(outbox.put([held(1_024)])).toBe(false);
  hold.capacity = 10;
  expect(outbox.put([held(1_024), held(8_192)])).toBe(false);
  expect([budget.usedBytes, hold.size]).toEqual([0, 0]);
  await system.stop();
});

test("with a disk it waits until all are written, and tries again when only some were", async () => {
  const system = TestSystem.start();
  const budget = ByteBudget.create(10_000);
  const answers: boolean[] = [];
  const pushed: (string | undefined)[] = [];
  const hold = system.spawn<Pick<HoldProtocol, "push">>({
    handlers: {
      push: (envelope) => {
        pushed.push(envelope.eventId);
        const isWritten = answers.shift() ?? true;
        if (!isWritten) budget.give(envelope.sizeBytes);
        return isWritten;
      },
    },
  });
  const pause = () => new Promise<void>((resolve) => void system.clock.after(500, resolve));
  const marks: unknown[] = [];
  const journal = system.spawn<Pick<JournalProtocol, "leaving">>({
    handlers: {
      leaving: (leaving) => {
        marks.push(...leaving.marks.map(({ key }) => [leaving.owner, leaving.part, key]));
        return leaving.part < 9;
      },
    },
  });
  const outbox = new Outbox(budget, { journal, pause });
  outbox.connect(hold);
  const put = async (part: number, ...all: HeldEnvelope[]) => {
    const taken = outbox.put(all, { owner: "me", part });
    await system.advance(600);
    return taken;
  };
  answers.push(false, false);
  expect([await put(1, held(1_024), held(2_048)), budget.usedBytes]).toEqual([false, 0]);
  answers.push(true, false);
  expect([await put(2, held(1_024), held(2_048)), budget.usedBytes]).toEqual([true, 3_072]);
  expect(await put(9, held(1_024))).toBe(false); // the journal does not take it
  expect(budget.usedBytes).toBe(3_072);
  expect(pushed).toEqual(["1024", "2048", "1024", "2048", "2048"]);
  expect(marks).toEqual([1, 1, 2, 2, 9].map((part) => ["me", part, "key"]));
  await system.stop();
});
