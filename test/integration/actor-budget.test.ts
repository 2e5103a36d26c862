import { expect, test } from "bun:test";
import { across, idle, inside, type Row } from "../../bench/micro/actor.bench.ts";

/** Far beyond what is measured (docs/benchmarks.md): a busy machine must not fail it, a broken hot path must. */
const MARGIN = 4;

function within(rows: readonly Row[]): void {
  for (const { name, actor, bare, target } of rows) {
    if (target === undefined) continue;
    const judged = bare === undefined ? actor : actor / bare;
    expect([name, judged <= target * (bare === undefined ? 1.25 : MARGIN)]).toEqual([name, true]);
  }
}

test("a send costs no more than a few calls", async () => within(await inside(5, 50_000)), 30_000);
test(
  "a send to another thread costs no more than a postMessage",
  async () => within(await across(5, 5_000)),
  30_000,
);
test(
  "100,000 actors live at once, in less than a kilobyte each",
  async () => within(await idle(100_000)),
  30_000,
);
