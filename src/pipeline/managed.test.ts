import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Quantities } from "../domain/protocol/data-category.ts";
import { invalid, type Rejection, rejectionReason } from "../domain/protocol/rejection.ts";
import { LedgerBook } from "./ledger.ts";
import { Managed } from "./managed.ts";

const SUBJECT = {
  scoping: { projectId: "42", publicKey: "a94ae32be2584e0bbd7a4cbb95971fee" },
  receivedAtMs: 0,
  eventId: undefined,
  remoteAddr: undefined,
};

/** A thing that counts as `size` log bytes and one log item. */
interface Thing {
  readonly size: number;
  readonly bad?: boolean;
}

function quantitiesOf(thing: Thing): Quantities {
  return [
    { category: "log_byte", quantity: thing.size },
    { category: "log_item", quantity: 1 },
  ];
}

function setUp(strict = true) {
  const rejected: string[] = [];
  const book = new LedgerBook({
    sink: {
      rejected(rejection, quantities) {
        for (const { category, quantity } of quantities) {
          rejected.push(`${rejectionReason(rejection)} ${category} ${quantity}`);
        }
      },
    },
    strict,
  });
  const ledger = book.start(SUBJECT);
  const accept = (...things: Thing[]) => Managed.accept(ledger, things, quantitiesOf);
  return { book, ledger, rejected, accept };
}

const whenBad = (thing: Thing): Rejection | undefined =>
  thing.bad === true ? invalid("invalid_log") : undefined;

describe("Managed", () => {
  test("what is dropped becomes an outcome, the rest is handed over", () => {
    const { book, ledger, rejected, accept } = setUp();
    const things = accept({ size: 3 }, { size: 5, bad: true });
    things.retain(whenBad);
    expect(things.forward()).toEqual([{ size: 3 }]);
    expect(rejected).toEqual(["invalid_log log_byte 5", "invalid_log log_item 1"]);
    ledger.settle();
    expect(book.open).toBe(0);
  });

  test("an edit does not change what a thing counts as; a recount does", () => {
    const { ledger, accept } = setUp();
    const things = accept({ size: 3 });
    things.update((thing) => ({ ...thing, size: 10 }));
    expect(ledger.pending()).toContainEqual({ category: "log_byte", quantity: 3 });
    things.recount(quantitiesOf);
    expect(ledger.pending()).toContainEqual({ category: "log_byte", quantity: 10 });
    things.forward();
    ledger.settle();
  });

  test("a container that lied about its size is corrected when it is opened, and packs up again", () => {
    const { ledger, accept } = setUp();
    const parts = accept({ size: 100 }).expand(() => [{ size: 1 }, { size: 2 }], quantitiesOf);
    expect(ledger.pending()).toEqual([
      { category: "log_byte", quantity: 3 },
      { category: "log_item", quantity: 2 },
    ]);
    const packed = parts.merge((all) => all.length);
    expect(packed.values()).toEqual([2]);
    packed.forward();
    ledger.settle();
  });

  test("a thing may be counted as rejected and still travel on", () => {
    const { ledger, rejected, accept } = setUp();
    const things = accept({ size: 3, bad: true });
    things.rejectButKeep(whenBad);
    things.recount(quantitiesOf);
    const parts = things.expand((thing) => [thing, thing], quantitiesOf);
    expect(parts.forward()).toHaveLength(2);
    expect(rejected).toHaveLength(2);
    ledger.settle();
  });
});

describe("an item without an end", () => {
  test("fails where it is noticed in tests", () => {
    const { ledger, accept } = setUp();
    accept({ size: 3 });
    expect(() => ledger.settle()).toThrow("items without an end: log_byte 3, log_item 1");
  });

  test("is reported as internal in production", () => {
    const { ledger, rejected, accept } = setUp(false);
    accept({ size: 3 });
    ledger.settle();
    ledger.settle();
    expect(rejected).toEqual(["internal log_byte 3", "internal log_item 1"]);
  });
});

test("nothing is lost, whatever is done to it", () => {
  const step = fc.constantFrom("retain", "update", "take", "expand", "map", "merge", "keep");
  const thing = fc.record({ size: fc.nat(9), bad: fc.boolean() });
  fc.assert(
    fc.property(fc.array(thing), fc.array(step), fc.boolean(), (things, steps, drop) => {
      const { ledger, rejected, accept } = setUp();
      let managed: Managed<Thing> = accept(...things);
      const aside: Managed<Thing>[] = [];
      for (const name of steps) {
        if (name === "retain") managed.retain(whenBad);
        else if (name === "update") managed.update((it) => ({ ...it, size: it.size + 1 }));
        else if (name === "keep") managed.rejectButKeep(whenBad);
        else if (name === "take") aside.push(managed.take((it) => it.size % 2 === 0));
        else if (name === "expand") managed = managed.expand((it) => whenBad(it) ?? [it, it], quantitiesOf);
        else if (name === "map") managed = managed.map((it) => whenBad(it) ?? { size: it.size });
        else managed = managed.merge((all) => ({ size: all.length }));
      }
      for (const other of aside) managed.absorb(other);
      const before = rejected.length;
      if (drop) managed.rejectAll(invalid("internal"));
      else managed.forward();
      expect(rejected.length >= before).toBe(true);
      ledger.settle();
    }),
  );
});
