/** Let it crash: the owner builds a fresh one, which takes over the mailbox and the address. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface DividerProtocol {
  divide(by: number): number;
}

class Divider implements Actor<DividerProtocol> {
  #rest = 100;

  readonly handlers: Handlers<DividerProtocol> = {
    divide: (by) => {
      if (by === 0) throw new RangeError("by zero");
      this.#rest /= by;
      return this.#rest;
    },
  };
}

test("a crash fails one question, and only that", async () => {
  const system = TestSystem.start();
  const divider = system.spawn(() => new Divider());

  const before = divider.ask("divide", 4);
  const crash = divider.ask("divide", 0).catch((fault: { code: string }) => fault.code);
  const after = divider.ask("divide", 2);
  await system.settle();

  expect([await before, await crash, await after]).toEqual([25, "BATON_ACTOR_CRASHED", 50]); // 50: built anew
  expect(system.takeCrashes().length).toBe(1);
  await system.stop();
});

test("what crashes too often is the owner's crash, and its owner's in the end", async () => {
  const system = TestSystem.start({
    supervision: { maxRestarts: 2, withinMs: 10_000, backoff: { firstMs: 100, maxMs: 1_000 } },
  });
  const divider = system.spawn(() => new Divider());

  for (let i = 0; i < 3; i++) {
    divider.ask("divide", 0).catch(() => {});
    await system.advance(1_000); // the pauses between restarts grow
  }

  expect(divider.send("divide", 1)).toBe(false); // ended for good
  expect(system.takeEscalations().length).toBe(1);
  system.takeCrashes();
  await system.stop();
});
