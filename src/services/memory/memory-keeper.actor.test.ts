import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { MemoryKeeper } from "./memory-keeper.actor.ts";

async function collections(rss: (collected: number) => number, forMs: number): Promise<number> {
  const system = TestSystem.start();
  let collected = 0;
  system.spawn(
    () =>
      new MemoryKeeper({
        rssBytes: () => rss(collected),
        collect: () => {
          collected++;
        },
        allowedBytes: 100,
      }),
  );
  await system.advance(forMs);
  await system.stop();
  return collected;
}

test("leaves the engine alone while memory is within bounds", async () => {
  expect(await collections(() => 100, 10_000)).toBe(0);
});

test("looks seldom while memory is far from its bound", async () => {
  const system = TestSystem.start();
  let looks = 0;
  const deps = {
    rssBytes: () => ++looks && 100_000_000,
    collect: () => undefined,
    allowedBytes: 400_000_000,
  };
  system.spawn(() => new MemoryKeeper(deps));
  await system.advance(3_050);
  expect(looks).toBe(11); // every 300 ms
  await system.stop();
});

test("collects when it is not, once if that helps", async () => {
  expect(await collections((collected) => (collected === 0 ? 101 : 50), 10_000)).toBe(1);
});

test("collects less often while that does not help", async () => {
  const count = await collections(() => 500, 10_000);
  expect(count).toBeGreaterThan(20);
  expect(count).toBeLessThan(60);
});
