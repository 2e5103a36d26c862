import { expect, test } from "bun:test";
import type { ActorStats } from "../api.ts";
import { ActorHistory } from "./actor-history.ts";

const NONE = { highWater: 0, bytes: 0, refused: 0, dropped: 0, restarts: 0, pending: 0, capacity: 10 };

function stats(path: string, handled: number, depth: number, handlingMs = 0): ActorStats {
  return { ...NONE, path, arbiter: "main", state: "running", handled, depth, handlingMs };
}

test("makes rates and means out of counters", () => {
  const history = new ActorHistory();
  history.add([stats("/relay", 0, 0), stats("/relay/hold", 100, 3, 1)], 1_000);
  history.add([stats("/relay", 0, 0), stats("/relay/hold", 150, 7, 2)], 3_000);
  const [relay, hold] = history.rows();
  expect([relay?.name, relay?.depth, relay?.perSecond]).toEqual(["relay", 0, 0]);
  expect([hold?.name, hold?.depth, hold?.perSecond, hold?.handlingUs]).toEqual(["hold", 1, 25, 20]);
  expect(hold?.depths).toEqual([3, 7]);
  expect(history.totals()).toEqual([
    [1, 3],
    [0, 25],
    [3, 7],
  ]);
});

test("a restarted actor never has a negative rate, one that is gone is forgotten", () => {
  const history = new ActorHistory();
  history.add([stats("/a", 100, 0)], 1_000);
  history.add([stats("/a", 5, 0)], 2_000);
  expect(history.rows()[0]?.perSecond).toBe(0);
  history.add([], 3_000);
  history.add([stats("/a", 500, 1)], 4_000);
  expect(history.rows()[0]).toMatchObject({ perSecond: 0, depths: [1] });
});

test("keeps two minutes", () => {
  const history = new ActorHistory();
  for (let i = 0; i < 300; i++) history.add([stats("/a", i, 0)], i * 1_000);
  expect(history.rows()[0]?.depths).toHaveLength(120);
  expect(history.totals()[0]).toHaveLength(120);
});
