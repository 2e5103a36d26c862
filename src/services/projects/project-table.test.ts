import { describe, expect, test } from "bun:test";
import { DISABLED, type ProjectState } from "../../domain/project/project-state.ts";
import { bitOf, ProjectTable, type ProjectTableOptions } from "./project-table.ts";

const OPTIONS: ProjectTableOptions = {
  expiryMs: 300_000,
  graceMs: 120_000,
  refreshMs: undefined,
  maxProjects: 1_000,
};
const create = (options: Partial<ProjectTableOptions> = {}) => new ProjectTable({ ...OPTIONS, ...options });
const REVISED: ProjectState = { status: "disabled", revision: "r2" };

describe("expiry", () => {
  test("fresh, stale with a fetch, evicted without use", () => {
    const table = create();
    expect(table.want("a", 0, 0)).toMatchObject({ state: { status: "pending" }, mustFetch: true });
    expect(table.want("a", 1, 1)).toMatchObject({ mustFetch: false });
    expect(table.answered("a", REVISED, 10)).toEqual({ state: REVISED, readers: bitOf(0) | bitOf(1) });
    expect(table.revisionOf("a")).toBe("r2");
    expect(table.want("a", 0, 300_009)).toEqual({ state: REVISED, freshForMs: 1, mustFetch: false });
    expect(table.want("a", 0, 300_010)).toEqual({ state: REVISED, freshForMs: 0, mustFetch: true });
    expect(table.answered("a", undefined, 300_020)).toMatchObject({ state: REVISED });
    expect(table.evict(720_019).size).toBe(0);
    expect([...table.evict(720_020)]).toEqual([[bitOf(0) | bitOf(1), ["a"]]]);
    expect(table.size).toBe(0);
  });

  test("never while it is fetched: an upstream that is away changes nothing", () => {
    const table = create();
    table.want("a", 0, 0);
    table.answered("a", REVISED, 0);
    table.want("a", 0, 400_000);
    expect(table.evict(10_000_000).size).toBe(0);
    expect(table.want("a", 0, 10_000_000)).toMatchObject({ state: REVISED, mustFetch: false });
  });

  test("an answer for a key that is gone means nothing", () => {
    expect(create().answered("a", DISABLED, 0)).toBeUndefined();
  });
});

test("a proactive refresh updates, and gives no longer life", () => {
  const table = create({ refreshMs: 350_000 });
  table.want("a", 0, 0);
  table.answered("a", DISABLED, 0);
  expect(table.refresh(349_999)).toEqual([]);
  expect(table.refresh(350_000)).toEqual(["a"]);
  expect(table.answered("a", REVISED, 350_100)).toMatchObject({ state: REVISED });
  expect([...table.evict(420_000)]).toEqual([[bitOf(0), ["a"]]]);
});

test("a state of an earlier run is stale, and gives way to the upstream's", () => {
  const table = create();
  table.want("a", 0, 0);
  expect(table.remembered("a", DISABLED)).toBe(bitOf(0));
  expect(table.want("a", 1, 5)).toEqual({ state: DISABLED, freshForMs: 0, mustFetch: false });
  table.answered("a", REVISED, 10);
  expect(table.remembered("a", DISABLED)).toBe(0);
  expect(table.want("a", 0, 20)).toMatchObject({ state: REVISED });
});

test("is bounded: the one that was answered longest ago makes room, those being fetched stay", () => {
  const table = create({ maxProjects: 2 });
  table.want("a", 0, 0);
  table.want("b", 0, 0);
  expect(table.want("c", 0, 0)).toBeUndefined();
  table.answered("a", DISABLED, 1);
  expect(table.want("c", 0, 2)).toMatchObject({ mustFetch: true });
  expect([...table.evict(3)]).toEqual([[bitOf(0), ["a"]]]);
  expect(table.size).toBe(2);
});

test("100,000 projects: nothing that happens every second looks at all of them", () => {
  const table = create({ maxProjects: 200_000 });
  for (let i = 0; i < 100_000; i++) table.want(`key-${i}`, 0, 0);
  for (let i = 0; i < 100_000; i++) table.answered(`key-${i}`, DISABLED, i);
  const startedAt = performance.now();
  for (let i = 0; i < 1_000; i++) table.evict(420_000 + i);
  expect(table.size).toBe(99_000);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
