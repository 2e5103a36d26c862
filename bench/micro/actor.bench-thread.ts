/** The other side of `actor.bench.ts`: an Arbiter with a counter, or a bare worker that counts. */
import { parentPort, workerData } from "node:worker_threads";
import { enterThread } from "#threads";
import type { Batch } from "../../src/kernel/actor/arbiter/frames.ts";
import { runInside } from "../../src/kernel/actor/arbiter/inside.ts";

export interface CounterProtocol {
  add(n: number): void;
  total(): number;
}

let count = 0;
const handlers = {
  add: (n: number) => {
    count += n;
  },
  total: () => count,
};

if (workerData === "bare") {
  parentPort?.on("message", ({ type, message }: { type: "add" | "total"; message: number }) => {
    const reply = handlers[type](message);
    if (reply !== undefined) parentPort?.postMessage(reply);
  });
} else {
  enterThread<Batch, Batch>((thread) => {
    runInside(thread, (system) => ({
      counter: system.spawn<CounterProtocol>("counter", {
        mailbox: { capacity: 4_096, whenFull: "refuse" },
        handlers,
      }),
    }));
  });
}
