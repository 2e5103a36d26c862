/** The test kit: time that moves when told to, actors that keep what they get, and an order that a seed decides. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import type { Address } from "../address.ts";
import type { Context } from "../context.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface BellProtocol {
  ring(times: number): void;
}

interface ClockProtocol {
  hour(): void;
}

class Clock implements Actor<ClockProtocol> {
  readonly #bell: Address<BellProtocol>;
  #hours = 0;

  constructor(bell: Address<BellProtocol>) {
    this.#bell = bell;
  }

  started(ctx: Context<ClockProtocol>): void {
    ctx.every(3_600_000, "hour"); // ends with the actor
  }

  readonly handlers: Handlers<ClockProtocol> = {
    hour: () => void this.#bell.send("ring", (this.#hours++ % 12) + 1),
  };
}

test("a day passes in a moment", async () => {
  const system = TestSystem.start();
  const bell = system.probe<BellProtocol>();
  system.spawn(() => new Clock(bell.address));

  await system.advance(24 * 3_600_000);

  const rung = bell.drain().map(({ msg }) => msg);
  expect(rung.length).toBe(24);
  expect(rung.slice(10, 14)).toEqual([11, 12, 1, 2]);
  await system.stop(); // fails on crashes nobody took, and on timers that outlive their actor
});

test("the same seed plays the same game", async () => {
  const play = async (seed: number): Promise<string> => {
    const order: string[] = [];
    const system = TestSystem.start({ seed });
    const players = ["x", "o"].map((name) =>
      system.spawn<{ move(): void }>({ handlers: { move: () => void order.push(name) } }),
    );
    for (let i = 0; i < 9; i++) for (const player of players) player.send("move");
    await system.stop();
    return order.join("");
  };

  expect(await play(1)).toBe(await play(1));
  expect(await play(1)).not.toBe(await play(2));
});
