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
        stepBytes: 10,
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
    stepBytes: 10_000_000,
  };
  system.spawn(() => new MemoryKeeper(deps));
  await system.advance(3_050);
  expect(looks).toBe(11); // every 300 ms
  await system.stop();
});

test("collects when it is not, once if that helps", async () => {
  expect(await collections((collected) => (collected === 0 ? 101 : 50), 10_000)).toBe(1);
});

test("what is in use is not looked through again until it has grown by a step", async () => {
  let looks = 0;
  const growing = (after: number) => () => (++looks > after ? 510 : 509);
  expect(await collections(() => 500, 10_000)).toBe(1);
  expect(await collections(growing(50), 10_000)).toBe(1);
  looks = 0;
  const stepped = () => (++looks > 50 ? 515 : 500);
  expect(await collections(stepped, 10_000)).toBe(2);
});

test("each step of growth above the bound is a collection", async () => {
  let looks = 0;
  expect(await collections(() => 200 + 10 * ++looks, 1_000)).toBeGreaterThan(8);
});

test("a fall below what the last collection left counts from there", async () => {
  const resident = [500, 480, 200, 209, 209, 210, 210, 210];
  let looks = 0;
  expect(await collections(() => resident[Math.min(looks++, resident.length - 1)] as number, 5_000)).toBe(2);
});
