import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { DropBook } from "./drop-book.ts";
import { Drops } from "./drops.actor.ts";
import type { Drop, DropListener, DropsProtocol } from "./protocol.ts";

const drop = (changes: Partial<Drop> = {}): Drop => ({
  atMs: 1_000,
  stage: "process",
  outcome: "invalid",
  reason: "duplicate_item",
  rule: undefined,
  projectId: "42",
  category: "replay",
  quantity: 1,
  isSilent: false,
  ...changes,
});

const SMALL = { recent: 3, kinds: 2, tellEveryMs: 60_000 };

test("one line per reason and minute, with everything that happened", () => {
  const book = new DropBook(SMALL);
  book.add(drop());
  expect(book.takeUntold(0)).toMatchObject([{ reason: "duplicate_item", quantity: 1, times: 1 }]);
  book.add(drop({ quantity: 2 }));
  book.add(drop({ quantity: 5 }));
  expect(book.takeUntold(59_999)).toEqual([]);
  expect(book.takeUntold(60_000)).toMatchObject([{ quantity: 7, times: 2 }]);
  expect(book.takeUntold(200_000)).toEqual([]);
});

test("keeps the latest, oldest first", () => {
  const book = new DropBook(SMALL);
  for (const quantity of [1, 2]) book.add(drop({ quantity }));
  expect(book.recent().map(({ quantity }) => quantity)).toEqual([1, 2]);
  for (const quantity of [3, 4, 5]) book.add(drop({ quantity }));
  expect(book.recent().map(({ quantity }) => quantity)).toEqual([3, 4, 5]);
});

test("reasons without end are counted as others", () => {
  const book = new DropBook(SMALL);
  for (let i = 0; i < 10; i++) book.add(drop({ reason: `made up ${i}` }));
  expect(book.totals().map(({ reason, quantity }) => [reason, quantity])).toEqual([
    ["made up 0", 1],
    ["made up 1", 1],
    ["(other)", 8],
  ]);
});

test("who watches is told of every drop, and forgotten when it ends", async () => {
  const system = TestSystem.start();
  const drops = system.spawn<DropsProtocol>(() => new Drops() as never);
  const watcher = system.probe<DropListener>();
  drops.send("listen", watcher.address);
  await system.settle();
  drops.send("dropped", [drop(), drop()]);
  await system.settle();
  expect(watcher.drain()).toEqual([{ type: "dropped", msg: [drop(), drop()] }]);
  watcher.stop();
  drops.send("dropped", [drop()]);
  await system.settle();
  const totals = drops.ask("totals");
  await system.settle();
  expect(await totals).toMatchObject([{ quantity: 3 }]);
  await system.stop();
});
