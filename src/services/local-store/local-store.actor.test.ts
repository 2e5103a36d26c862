import { expect, test } from "bun:test";
import { within } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { LocalStore, type LocalStoreProtocol } from "./local-store.actor.ts";
import { captured } from "./testkit/captured.ts";

const LIMITS = { maxBytes: 50_000_000, maxAgeMs: 3_600_000 };

function start() {
  const system = TestSystem.start({ startMs: 2_000_000 });
  const store = system.spawn<LocalStoreProtocol>(() => new LocalStore({ path: ":memory:", limits: LIMITS }));
  return { system, store };
}

const event = (message: string) =>
  captured([{ type: "event", payload: { message } }], { receivedAtMs: 2_000_000 });

test("answers a waiting reader as soon as something comes in", async () => {
  const { system, store } = start();
  const waiting = store.ask("changes", { search: "", after: 0, limit: 10, waitMs: 30_000 }, within(60_000));
  await system.advance(1_000);
  store.send("captured", event("hello"));
  await system.settle();
  expect((await waiting).items.map((item) => item.title)).toEqual(["hello"]);
  await system.stop();
});

test("a reader whose search does not match keeps waiting, until its time is up", async () => {
  const { system, store } = start();
  let done = false;
  const query = { search: "type:session", after: 0, limit: 10, waitMs: 5_000 };
  const waiting = store.ask("changes", query, within(60_000)).finally(() => {
    done = true;
  });
  await system.settle();
  store.send("captured", event("hello"));
  await system.advance(4_000);
  expect(done).toBe(false);
  await system.advance(2_000);
  expect((await waiting).items).toEqual([]);
  expect((await waiting).revision).toBe(1);
  await system.stop();
});

test("stopping answers those who wait and keeps what came in", async () => {
  const { system, store } = start();
  const waiting = store.ask("envelopes", { after: -1, limit: 10, waitMs: 30_000 }, within(60_000));
  await system.settle();
  await system.stop();
  expect((await waiting).envelopes).toEqual([]);
});
