/** The third thing an actor can do: say how it handles the next message. A state machine without a state field. */
import { expect, test } from "bun:test";
import type { Handlers } from "../actor.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface TurnstileProtocol {
  coin(): string;
  push(): string;
}

const locked: Handlers<TurnstileProtocol> = {
  coin: (_, ctx) => {
    ctx.become(unlocked);
    return "thank you";
  },
  push: () => "pay first",
};

const unlocked: Handlers<TurnstileProtocol> = {
  coin: () => "you have paid",
  push: (_, ctx) => {
    ctx.become(locked);
    return "welcome";
  },
};

test("a turnstile", async () => {
  const system = TestSystem.start();
  const turnstile = system.spawn<TurnstileProtocol>({ handlers: locked });

  const said = (["push", "coin", "coin", "push", "push"] as const).map((what) => turnstile.ask(what));
  await system.settle();

  expect(await Promise.all(said)).toEqual([
    "pay first",
    "thank you",
    "you have paid",
    "welcome",
    "pay first",
  ]);
  await system.stop();
});
