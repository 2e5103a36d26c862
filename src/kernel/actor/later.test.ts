import { describe, expect, test } from "bun:test";
import type { Actor, Handlers } from "./actor.ts";
import { type Address, within } from "./address.ts";
import { Later } from "./later.ts";
import { TestSystem } from "./testkit/test-system.ts";

interface Protocol {
  double(value: number): number;
}

const FOREVER = within(Number.POSITIVE_INFINITY);

/** Replies when told to. */
class Slow implements Actor<Protocol> {
  readonly replies: Later<number>[] = [];

  readonly handlers: Handlers<Protocol> = {
    double: () => {
      const reply = new Later<number>();
      this.replies.push(reply);
      return reply;
    },
  };
}

/** Asks another for half of the work. */
class Halving implements Actor<Protocol> {
  readonly #to: Address<Protocol>;

  constructor(to: Address<Protocol>) {
    this.#to = to;
  }

  readonly handlers: Handlers<Protocol> = {
    double: (value, ctx) =>
      ctx.forward(this.#to, "double", value, FOREVER, (reply) => {
        if (reply === 13) throw new Error("unlucky");
        return reply / 2;
      }),
  };
}

function start() {
  const system = TestSystem.start();
  const slow = new Slow();
  const address = system.spawn(slow);
  return { system, slow, address };
}

describe("a reply given later", () => {
  test("comes without a promise, once, in any order", async () => {
    const { system, slow, address } = start();
    const asks = [address.ask("double", 1), address.ask("double", 2)];
    await system.settle();
    slow.replies[1]?.resolve(4);
    slow.replies[1]?.resolve(5);
    slow.replies[1]?.reject(new Error("too late"));
    expect(await asks[1]).toBe(4);
    slow.replies[0]?.reject(new Error("no"));
    await expect(asks[0]).rejects.toThrow("no");
    await system.stop();
  });

  test("may be there before the handler has returned", async () => {
    const system = TestSystem.start();
    const eager = system.spawn<Protocol>({
      handlers: {
        double: (value) => {
          const reply = new Later<number>();
          if (value > 0) reply.resolve(value * 2);
          else reply.reject(new Error("negative"));
          return reply;
        },
      },
    });
    const asks = [eager.ask("double", 4), eager.ask("double", -4).catch(String)];
    await system.settle();
    expect(await Promise.all(asks)).toEqual([8, "Error: negative"]);
    await system.stop();
  });

  test("is given as a fault when its actor ends first", async () => {
    const { system, address, slow } = start();
    const asked = address.ask("double", 1).catch((error: unknown) => (error as { code: string }).code);
    await system.settle();
    await system.stop();
    expect(await asked).toBe("BATON_ASK_STOPPED");
    slow.replies[0]?.resolve(2);
  });

  test("to a message that nobody asked is let go", async () => {
    const { system, slow, address } = start();
    address.send("double", 1);
    await system.settle();
    slow.replies[0]?.resolve(2);
    expect(slow.replies[0]?.settled).toBe(true);
    await system.stop();
  });

  test("is not waited for once its asker has given up", async () => {
    const { system, slow, address } = start();
    const asked = address.ask("double", 1, within(10)).catch(() => "late");
    await system.advance(11);
    expect(await asked).toBe("late");
    expect(slow.replies[0]?.settled).toBe(true);
    await system.stop();
  });
});

describe("forwarding", () => {
  test("replies with what was made of another's reply", async () => {
    const { system, slow, address } = start();
    const halving = system.spawn(() => new Halving(address));
    const asks = [1, 2, 3].map((value) => halving.ask("double", value).catch(String));
    await system.settle();
    slow.replies[0]?.resolve(20);
    slow.replies[1]?.resolve(13);
    slow.replies[2]?.reject(new Error("lost"));
    expect(await Promise.all(asks)).toEqual([10, "Error: unlucky", "Error: lost"]);
    expect(system.stats().map(({ state }) => state)).toEqual(["running", "running"]);
    await system.stop();
  });

  test("fails as an ask would when the other is gone", async () => {
    const { system, address } = start();
    const halving = system.spawn(() => new Halving(address));
    await system.stop();
    await expect(halving.ask("double", 1)).rejects.toMatchObject({ code: "BATON_ASK_STOPPED" });
  });
});
