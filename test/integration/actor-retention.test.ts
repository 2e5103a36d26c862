import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../../src/kernel/actor/actor.ts";
import { within } from "../../src/kernel/actor/address.ts";
import { ActorSystem } from "../../src/kernel/actor/system.ts";

const BYTES = 1_000_000;
const ASKS = 100;

interface Echo {
  echo(bytes: Uint8Array): Uint8Array;
}

class Echoing implements Actor<Echo> {
  readonly handlers: Handlers<Echo> = { echo: (bytes) => bytes };
}

interface AskerProtocol {
  ask(count: number): void;
  answered(result: unknown): void;
  left(): number;
}

/** Asks so that the answers come as messages. */
function asking(echo: ReturnType<ActorSystem["spawn"]>): Actor<AskerProtocol> {
  let left = 0;
  return {
    handlers: {
      ask: (count, ctx) => {
        left = count;
        for (let i = 0; i < count; i++)
          ctx.ask(echo as never, "echo" as never, new Uint8Array(BYTES) as never, within(60_000), "answered");
      },
      answered: () => {
        left--;
      },
      left: () => left,
    },
  };
}

function outsideBytes(): number {
  Bun.gc(true);
  return process.memoryUsage().external;
}

test("an answered ask keeps neither question nor answer alive until its deadline", async () => {
  const system = new ActorSystem({});
  const echo = system.spawn("echo", () => new Echoing());
  const asker = system.spawn<AskerProtocol>("asker", () => asking(echo as never));
  const before = outsideBytes();
  for (let i = 0; i < ASKS; i++) await echo.ask("echo", new Uint8Array(BYTES), within(60_000));
  asker.send("ask", ASKS);
  while ((await asker.ask("left")) > 0);
  expect(outsideBytes() - before).toBeLessThan((ASKS * BYTES) / 10);
  await system.stop("immediate");
});
