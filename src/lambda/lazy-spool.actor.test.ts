import { expect, test } from "bun:test";
import type { Address } from "../kernel/actor/address.ts";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import type { SpoolListener, SpoolProtocol } from "../pipeline/hold/protocol.ts";
import { LazySpool } from "./lazy-spool.actor.ts";

function start(options: { readonly isThere: boolean; readonly fails?: boolean }) {
  const system = TestSystem.start();
  const disk = system.probe<SpoolProtocol>().respond("store", () => ({ ids: [1] }));
  const listener = system.probe<SpoolListener>();
  let opened = 0;
  const open = async (): Promise<Address<SpoolProtocol>> => {
    opened += 1;
    if (options.fails) throw new Error("read-only file system");
    return disk.address;
  };
  const spool = system.spawn(() => new LazySpool({ isThere: options.isThere, open }));
  /** An answer comes only while the system moves. */
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    await system.settle();
    return answer;
  };
  return { system, disk, listener, spool, answered, opened: () => opened };
}

test("nothing is opened until something is to be stored; then everybody who listens is told", async () => {
  const { system, disk, listener, spool, answered, opened } = start({ isThere: false });
  spool.send("listen", listener.address);
  expect(await answered(spool.ask("take", { count: 1, bytes: 1 }))).toEqual({ envelopes: [] });
  expect(await answered(spool.ask("state"))).toMatchObject({ stored: 0 });
  expect(opened()).toBe(0);
  expect(await answered(spool.ask("store", { envelopes: [], keep: false }))).toEqual({ ids: [1] });
  await system.settle();
  expect(disk.drain().map((message) => message.type)).toEqual(["listen", "store"]);
  expect(opened()).toBe(1);
  await system.stop();
});

test("what an earlier process left is opened at once", async () => {
  const { system, disk, listener, spool } = start({ isThere: true });
  spool.send("listen", listener.address);
  await system.settle();
  expect(disk.drain().map((message) => message.type)).toEqual(["listen"]);
  await system.stop();
});

test("a disk that cannot be used hands everything back, and is tried once", async () => {
  const { system, spool, answered, opened } = start({ isThere: false, fails: true });
  for (let n = 0; n < 2; n += 1) {
    expect(await answered(spool.ask("store", { envelopes: [], keep: false }))).toMatchObject({
      refused: [],
      code: "BATON_HOLD_DISK_FAILED",
    });
  }
  expect(opened()).toBe(1);
  await system.stop();
});
