import { expect, test } from "bun:test";
import type { ActorStats } from "../kernel/actor/stats.ts";
import { Fault } from "../kernel/base/fault.ts";
import { err, ok } from "../kernel/base/result.ts";
import { top } from "./top.ts";
import { actorRates, topTable } from "./top-table.ts";

function actor(path: string, handled: number, depth = 0, handlingMs = 0): ActorStats {
  const rest = {
    arbiter: "main",
    state: "running",
    highWater: 9,
    capacity: 100,
    bytes: 0,
    refused: 1,
    dropped: 0,
  } as const;
  return { ...rest, path, handled, depth, handlingMs, restarts: 0, pending: 0 };
}

const gone = err(new Fault("no", { code: "BATON_LOCAL_HTTP", source: "local" }));

function run(looks: (readonly ActorStats[] | undefined)[]) {
  let nowMs = 0;
  const printed: string[] = [];
  const complained: string[] = [];
  const code = top({
    look: async () => {
      const stats = looks.shift();
      return stats === undefined ? gone : ok(stats);
    },
    now: () => nowMs,
    pause: async (ms) => {
      nowMs += ms;
    },
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
    signal: new AbortController().signal,
    draws: false,
    json: false,
  });
  return { code, printed, complained };
}

test("rates are what changed between two looks; who waits most stands first", () => {
  const rates = actorRates(
    [actor("/a", 10), actor("/b", 0, 0, 5)],
    [actor("/a", 30), actor("/b", 0, 7, 105), actor("/c", 5)],
    2,
  );
  expect(rates.map(({ stats, perSecond, busy }) => [stats.path, perSecond, busy])).toEqual([
    ["/b", 0, 0.05],
    ["/a", 10, 0],
    ["/c", 0, undefined],
  ]);
});

test("the table lines up", () => {
  const [head, row] = topTable(actorRates([], [actor("/hold", 3, 2)], 1));
  expect(head?.indexOf("waiting")).toBe((row?.indexOf("2/100") ?? 0) - 2);
});

test("without a terminal it prints once, with rates, and ends", async () => {
  const { code, printed } = run([[actor("/hold", 3)], [actor("/hold", 8)]]);
  expect(await code).toBe(0);
  expect(printed).toHaveLength(2);
  expect(printed[1]).toContain("5.0");
});

test("says when there is no relay", async () => {
  const { code, complained } = run([undefined]);
  expect([await code, complained]).toEqual([1, ["no relay is running with this config folder"]]);
});
