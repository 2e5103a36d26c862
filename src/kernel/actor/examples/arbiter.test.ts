/**
 * An Arbiter: a thread with its own event loop and actors. Its addresses have the same types and the same meaning as those at
 * home. This example plays both sides; with a real thread, the entry file's body is `enterThread((thread) => runInside(thread, boot))`,
 * and the owner passes `start: onThread(new URL("./entry.ts", import.meta.url), "name")`.
 */
import { expect, test } from "bun:test";
import type { Address } from "../address.ts";
import { Rig } from "../testkit/rig.ts";

interface AdderProtocol {
  add(numbers: readonly number[]): number;
}

interface DeskProtocol {
  result(sum: number): void;
}

interface CourierProtocol {
  /** Addresses may travel in messages. */
  deliver(order: { readonly numbers: readonly number[]; readonly to: Address<DeskProtocol> }): boolean;
}

test("an actor elsewhere", async () => {
  const rig = new Rig(1);
  const [here, there] = [rig.system("here"), rig.system("there")];
  const link = rig.connect(here, there);

  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const adder = link.back(there.spawn<AdderProtocol>("adder", { handlers: { add: sum } }));
  const courier = link.back(
    there.spawn<CourierProtocol>("courier", {
      handlers: { deliver: ({ numbers, to }) => to.send("result", sum(numbers)) },
    }),
  );
  const results: number[] = [];
  const desk = here.spawn<DeskProtocol>("desk", { handlers: { result: (n) => void results.push(n) } });

  const asked = adder.ask("add", [1, 2, 3]);
  courier.send("deliver", { numbers: [4, 5, 6], to: desk });
  await rig.settle();
  expect(await asked).toBe(6);
  expect(results).toEqual([15]);

  const open = adder.ask("add", [7]).catch((fault: { code: string }) => fault.code);
  link.cut(); // the thread died
  expect(await open).toBe("BATON_ARBITER_LOST");
  expect(adder.send("add", [8])).toBe(false);
});
