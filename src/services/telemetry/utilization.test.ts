import { expect, test } from "bun:test";
import type { ActorStats } from "../../kernel/actor/stats.ts";
import { Utilization } from "./utilization.ts";

const actor = (path: string, arbiter: string, handlingMs: number): ActorStats => ({
  ...{ path, arbiter, handlingMs, state: "running", depth: 0, highWater: 0, capacity: 10, bytes: 0 },
  ...{ handled: 0, refused: 0, dropped: 0, restarts: 0, pending: 0 },
});

test("is what handlers took of the time between two looks", () => {
  const utilization = new Utilization();
  const first = utilization.look([actor("/hold", "main", 700)], 1_000);
  expect(first.actors[0]?.percent).toBe(0);
  const second = utilization.look(
    [actor("/hold", "main", 950), actor("/sender", "main", 250), actor("/hold", "ingest-1", 100)],
    2_000,
  );
  expect(second.actors.map(({ percent }) => percent)).toEqual([25, 25, 10]);
  expect([second.threadPercent, second.busiestThreadPercent]).toEqual([30, 50]);
});

test("of a restarted actor is what it did since", () => {
  const utilization = new Utilization();
  utilization.look([actor("/hold", "main", 5_000)], 0);
  expect(utilization.look([actor("/hold", "main", 100)], 1_000).actors[0]?.percent).toBe(10);
});
