/** Who depends on another actor watches it, and is told when it has ended for good. A restart is not an end. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import type { Address } from "../address.ts";
import type { Context, Terminated } from "../context.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface KingProtocol {
  stumble(): void;
  abdicate(): void;
}

interface HeraldProtocol {
  ended(what: Terminated): void;
  news(): readonly string[];
}

const king = (): Actor<KingProtocol> => ({
  handlers: {
    stumble: () => {
      throw new Error("tripped");
    },
    abdicate: (_, ctx) => void ctx.stop(),
  },
});

class Herald implements Actor<HeraldProtocol> {
  readonly #king: Address<KingProtocol>;
  readonly #news: string[] = [];

  constructor(king: Address<KingProtocol>) {
    this.#king = king;
  }

  started(ctx: Context<HeraldProtocol>): void {
    ctx.watch(this.#king, "ended");
  }

  readonly handlers: Handlers<HeraldProtocol> = {
    ended: ({ path, reason }) => void this.#news.push(`${path} ${reason}`),
    news: () => this.#news,
  };
}

test("long live the king", async () => {
  const system = TestSystem.start();
  const throne = system.spawn(king, { name: "king" });
  const herald = system.spawn(() => new Herald(throne));

  throne.send("stumble");
  await system.settle();
  expect(system.takeCrashes().length).toBe(1); // he stumbled, and reigns

  throne.send("abdicate");
  await system.settle();
  const news = herald.ask("news");
  await system.settle();
  expect(await news).toEqual(["/king stopped"]);
  await system.stop();
});
