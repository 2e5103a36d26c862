/** An Arbiter for tests: a sink that keeps what it gets, a relay of messages, and ways to die. */

import { enterThread } from "#threads";
import type { Actor } from "../../src/kernel/actor/actor.ts";
import type { Address } from "../../src/kernel/actor/address.ts";
import type { Batch } from "../../src/kernel/actor/arbiter/frames.ts";
import { runInside } from "../../src/kernel/actor/arbiter/inside.ts";
import type { Piped } from "../../src/kernel/actor/context.ts";
import { Fault } from "../../src/kernel/base/fault.ts";

export interface SinkProtocol {
  put(message: Put): number;
  urgent(message: Put): number;
  seen(): readonly Put[];
  /** Most that ever waited at once. */
  highWater(): number;
  fail(): void;
  /** Never answers, and never lets another message be handled. */
  loop(): void;
  /** The thread dies of it. */
  die(): void;
}

export interface Put {
  readonly from: string;
  readonly n: number;
  readonly body?: Uint8Array;
}

export interface SenderProtocol {
  /** Sends `count` messages, each as soon as there is room; answers when all were taken. */
  burst(order: { readonly to: Address<SinkProtocol>; readonly from: string; readonly count: number }): number;
}

export interface ThreadExports {
  readonly sink: Address<SinkProtocol>;
  readonly sender: Address<SenderProtocol>;
}

interface SenderInternal extends SenderProtocol {
  sent(result: Piped<boolean>): void;
}

export function createSender(): Actor<SenderInternal> {
  let rest = { to: undefined as Address<SinkProtocol> | undefined, from: "", n: 0, count: 0 };
  const done = Promise.withResolvers<number>();
  return {
    handlers: {
      burst: ({ to, from, count }, ctx) => {
        rest = { to, from, n: 0, count };
        ctx.sendWhenFree(to, "put", [{ from, n: 0 }], "sent");
        return done.promise;
      },
      sent: (result, ctx) => {
        const isTaken = result.ok && result.value;
        if (isTaken) rest.n++;
        if (!isTaken || rest.n === rest.count || !rest.to) done.resolve(rest.n);
        else ctx.sendWhenFree(rest.to, "put", [{ from: rest.from, n: rest.n }], "sent");
      },
    },
  };
}

const CAPACITY = 16;

enterThread<Batch, Batch>((thread) => {
  runInside<{ readonly slowMs: number }, ThreadExports>(thread, (system, { slowMs }) => {
    const seen: Put[] = [];
    const take = (message: Put): number => {
      const untilMs = performance.now() + slowMs;
      while (performance.now() < untilMs);
      return seen.push(message);
    };
    const sink = system.spawn<SinkProtocol>("sink", () => ({
      mailbox: { capacity: CAPACITY, whenFull: "refuse", urgent: ["urgent", "seen", "highWater"] },
      handlers: {
        put: take,
        urgent: take,
        seen: () => seen,
        highWater: () => system.stats().find(({ path }) => path === "/sink")?.highWater ?? 0,
        fail: () => {
          throw new Fault("inside", { code: "BATON_TEST", source: "local" });
        },
        loop: () => {
          while (true);
        },
        die: () =>
          void setTimeout(() => {
            throw new Error("dies");
          }, 0),
      },
    }));
    return { sink, sender: system.spawn<SenderProtocol>("sender", () => createSender() as never) };
  });
});
