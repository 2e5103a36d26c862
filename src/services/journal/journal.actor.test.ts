import { describe, expect, test } from "bun:test";
import type { Address } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { ChangeLog } from "./change-log.ts";
import { Journal } from "./journal.actor.ts";
import type { JournalProtocol, JournalSource } from "./protocol.ts";

const PAGE_BYTES = 4_096;

interface Pile extends JournalSource {
  put(text: string): void;
  take(text: string): void;
}

/** Keeps texts, each in a part of its own, and hands on what it is told to another. */
class Keeper {
  readonly address: Address<Pile>;
  asked = 0;
  isBroken = false;
  readonly #texts = new Map<string, number>();
  readonly #log: ChangeLog<string>;

  constructor(bench: Bench, owner: string, next?: Address<Pile>) {
    this.#log = new ChangeLog({ owner, size: () => this.#texts.size, write: (values) => values.join() });
    let parts = 0;
    this.address = bench.system.spawn<Pile>({
      handlers: {
        put: (text) => {
          if (next) return void next.send("put", text);
          this.#texts.set(text, ++parts);
          if (this.#log.add({ part: parts, key: "" }, text)) bench.journal.send("changed");
        },
        take: (text) => {
          if (this.#log.gone(this.#texts.get(text) ?? 0, "")) bench.journal.send("changed");
          this.#texts.delete(text);
        },
        changes: ({ wantsAll }) => {
          this.asked++;
          if (this.isBroken) return Promise.reject(new Error("broken"));
          return [this.#log.take(wantsAll, () => this.#all())];
        },
      },
    });
  }

  *#all() {
    for (const [text, part] of this.#texts) yield { part, key: "", values: [text] };
  }
}

class Bench {
  readonly system = TestSystem.start();
  readonly spool = this.system.probe<{ remove(rows: { readonly ids: readonly number[] }): void }>();
  readonly journal: Address<JournalProtocol>;

  constructor(maxBytes = 100_000_000) {
    const deps = {
      path: ":memory:",
      ...{ maxBytes, spool: this.spool.address, owners: ["a", "b"], sources: [] },
      openSpool: () => ({ hasRow: () => false, hasMark: () => false, close: () => {} }),
    };
    this.journal = this.system.spawn<JournalProtocol>(() => new Journal(deps) as never);
  }

  async read(owner: string): Promise<readonly string[]> {
    const page = this.journal.ask("entries", { owner, after: 0 });
    await this.system.settle();
    return (await page).entries.map(({ content }) => content);
  }

  removed(): readonly number[] {
    return this.spool.drain().flatMap(({ msg }) => (msg as { readonly ids: readonly number[] }).ids);
  }
}

describe("a round", () => {
  test("takes in what was told to any source before a row was done with, also by way of another", async () => {
    const bench = new Bench();
    const last = new Keeper(bench, "b");
    const first = new Keeper(bench, "a", last.address);
    bench.journal.send("sources", [first.address, last.address]);
    await bench.system.settle();
    first.address.send("put", "handed on");
    last.address.send("put", "own");
    bench.journal.send("remove", { ids: [7, 8] });
    await bench.system.settle();
    expect([await bench.read("a"), (await bench.read("b")).toSorted()]).toEqual([[], ["handed on", "own"]]);
    expect(bench.removed()).toEqual([7, 8]);
    await bench.system.stop();
  });

  test("is the answer to whoever waits for it; many wait for the same", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench, "a");
    bench.journal.send("sources", [keeper.address]);
    await bench.system.settle();
    const before = keeper.asked;
    keeper.address.send("put", "x");
    const waiting = Array.from({ length: 50 }, () => bench.journal.ask("commit"));
    await bench.system.settle();
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 50 }, () => true));
    expect(await bench.read("a")).toEqual(["x"]);
    expect(keeper.asked - before).toBeLessThanOrEqual(3);
    await bench.system.stop();
  });

  test("deletes what has left", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench, "a");
    bench.journal.send("sources", [keeper.address]);
    for (const text of ["x", "y"]) keeper.address.send("put", text);
    await bench.system.settle();
    keeper.address.send("take", "x");
    await bench.system.settle();
    expect(await bench.read("a")).toEqual(["y"]);
    await bench.system.stop();
  });
});

describe("when it cannot be written", () => {
  test("rows stay, and once there is room all of it is written and they go", async () => {
    const bench = new Bench(16 * PAGE_BYTES);
    const keeper = new Keeper(bench, "a");
    bench.journal.send("sources", [keeper.address]);
    keeper.address.send("put", "small");
    await bench.system.settle();
    const large = "x".repeat(100_000);
    keeper.address.send("put", large);
    bench.journal.send("remove", { ids: [1] });
    const answer = bench.journal.ask("commit");
    await bench.system.settle();
    expect([await answer, bench.removed(), await bench.read("a")]).toEqual([false, [], ["small"]]);
    await bench.system.advance(1_600); // it tries, and fails again
    bench.journal.send("remove", { ids: [2] });
    expect(bench.removed()).toEqual([]);
    keeper.address.send("take", large);
    keeper.address.send("put", "more");
    await bench.system.advance(500);
    expect([bench.removed(), await bench.read("a")]).toEqual([
      [1, 2],
      ["small", "more"],
    ]);
    await bench.system.stop();
  });

  test("a source that does not answer holds rows back as well", async () => {
    const bench = new Bench();
    const keeper = new Keeper(bench, "a");
    bench.journal.send("sources", [keeper.address]);
    await bench.system.settle();
    keeper.isBroken = true;
    keeper.address.send("put", "x");
    bench.journal.send("remove", { ids: [1] });
    await bench.system.advance(100);
    expect(bench.removed()).toEqual([]);
    keeper.isBroken = false;
    await bench.system.advance(500);
    expect([bench.removed(), await bench.read("a")]).toEqual([[1], ["x"]]);
    await bench.system.stop();
  });

  test("a spool that takes no message now gets the rows later", async () => {
    const bench = new Bench();
    bench.spool.capacity = 0;
    bench.journal.send("remove", { ids: [1] });
    await bench.system.advance(100);
    bench.spool.capacity = 10;
    bench.journal.send("changed");
    await bench.system.advance(1_000);
    expect(bench.removed()).toEqual([1]);
    await bench.system.stop();
  });
});
