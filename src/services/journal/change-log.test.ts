import { describe, expect, test } from "bun:test";
import { ChangeLog, type Kept } from "./change-log.ts";

const write = (values: readonly string[]) => values.join("");
const nothing = () => [];
const has = (kept: Kept<string>[]) => () => kept;

function started(): ChangeLog<string> {
  return new ChangeLog<string>({ owner: "me", size: () => 7, write });
}

describe("changes", () => {
  test("that are no more than what there is are never told by giving everything", () => {
    const log = new ChangeLog<string>({ owner: "me", size: () => 30_000, write });
    for (let n = 0; n < 25_000; n++) log.add({ part: n, key: "k" }, "x");
    const changes = log.take(false, nothing);
    expect([changes.isAll, changes.added.length]).toEqual([false, 25_000]);
  });

  test("what was added since is one entry per part and key", () => {
    const log = started();
    for (const [part, key, value] of [
      [1, "k", "a"],
      [1, "l", "b"],
      [2, "k", "c"],
      [1, "k", "d"],
    ] as const)
      log.add({ part, key }, value);
    expect(log.take(false, nothing).added).toEqual([
      { part: 1, key: "k", content: "ad" },
      { part: 1, key: "l", content: "b" },
      { part: 2, key: "k", content: "c" },
    ]);
  });

  test("what came from envelopes that are in the spool stays apart, by envelope", () => {
    const log = started();
    for (const [row, value] of [
      [7, "a"],
      [7, "b"],
      [undefined, "c"],
      [8, "d"],
    ] as const)
      log.add({ part: 1, key: "k", row }, value);
    expect(log.take(false, nothing).added.map(({ row, content }) => [row, content])).toEqual([
      [7, "ab"],
      [undefined, "c"],
      [8, "d"],
    ]);
  });

  test("what came and went in between is only gone: there may be more of it on disk", () => {
    const log = started();
    log.add({ part: 1, key: "k" }, "a");
    log.gone(1, "k");
    expect(log.take(false, nothing)).toMatchObject({ added: [], gone: [{ part: 1, key: "k" }] });
  });

  test("says once that there is something to ask for", () => {
    const log = started();
    expect([
      log.add({ part: 1, key: "k" }, "a"),
      log.add({ part: 1, key: "k" }, "b"),
      log.gone(1, "k"),
    ]).toEqual([true, false, false]);
    log.take(false, nothing);
    expect([log.gone(1, "k"), log.add({ part: 1, key: "k" }, "a")]).toEqual([true, false]);
  });

  test("all can be asked for at any time", () => {
    const log = started();
    log.add({ part: 1, key: "k" }, "a");
    log.gone(7, "k");
    const all = has([{ part: 1, key: "k", values: ["a"] }]);
    expect(log.take(true, all)).toMatchObject({ isAll: true, added: [{ content: "a" }], gone: [] });
    expect(log.take(false, nothing)).toEqual({ owner: "me", isAll: false, size: 7, added: [], gone: [] });
  });

  test("nobody asks for long: it remembers no more than that everything has to be said", () => {
    const log = started();
    for (let n = 0; n < 25_000; n++) log.add({ part: n, key: "k" }, "x");
    log.gone(3, "k");
    const changes = log.take(false, has([{ part: 9, key: "k", values: ["merged"] }]));
    expect(changes).toEqual({
      owner: "me",
      isAll: true,
      size: 7,
      added: [{ part: 9, key: "k", content: "merged" }],
      gone: [],
    });
  });
});
