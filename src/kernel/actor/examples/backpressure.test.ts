/** Every mailbox is bounded. A sender learns that it is full at once, and decides what that means. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import type { Address } from "../address.ts";
import type { Context, Piped } from "../context.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface PressProtocol {
  print(page: number): void;
}

interface WriterProtocol {
  write(pages: number): void;
}

interface WriterInternal extends WriterProtocol {
  printed(taken: Piped<boolean>): void;
}

/** Hands over one page after the other, each as soon as the press takes it. */
class Writer implements Actor<WriterInternal> {
  readonly #press: Address<PressProtocol>;
  #page = 0;
  #pages = 0;

  constructor(press: Address<PressProtocol>) {
    this.#press = press;
  }

  readonly handlers: Handlers<WriterInternal> = {
    write: (pages, ctx) => {
      this.#pages = pages;
      this.#next(ctx);
    },
    printed: (taken, ctx) => {
      if (taken.ok && taken.value) this.#next(ctx); // `false`: the press has stopped
    },
  };

  #next(ctx: Context<WriterInternal>): void {
    if (this.#page < this.#pages) ctx.sendWhenFree(this.#press, "print", [++this.#page], "printed");
  }
}

test("a full mailbox refuses", async () => {
  const system = TestSystem.start();
  const press = system.probe<PressProtocol>({ capacity: 2 });

  expect([1, 2, 3].map((page) => press.address.send("print", page))).toEqual([true, true, false]);
  await system.stop();
});

test("sendWhenFree waits its turn, and the outcome comes back as a message", async () => {
  const system = TestSystem.start();
  const press = system.probe<PressProtocol>({ capacity: 2 });
  const writer: Address<WriterProtocol> = system.spawn(() => new Writer(press.address));

  writer.send("write", 5);
  const printed: number[] = [];
  for (let round = 0; round < 3; round++) {
    await system.settle();
    expect(press.size).toBeLessThanOrEqual(2);
    for (const { msg } of press.drain()) printed.push(msg);
  }
  expect(printed).toEqual([1, 2, 3, 4, 5]);
  await system.stop();
});
