import { expect, test } from "bun:test";
import { DnsCache } from "./dns-cache.ts";

test("answers are kept and shared, failures are not, addresses are not looked up", async () => {
  const asked: string[] = [];
  const cache = new DnsCache(60_000, async (name) => {
    asked.push(name);
    if (name === "broken") throw new Error("ENOTFOUND");
    return ["127.0.0.1", "127.0.0.2"];
  });
  expect(await Promise.all([cache.resolve("a"), cache.resolve("a")])).toEqual([
    ["127.0.0.1", "127.0.0.2"],
    ["127.0.0.1", "127.0.0.2"],
  ]);
  await cache.resolve("a");
  expect(await cache.resolve("::1")).toEqual(["::1"]);
  expect(asked).toEqual(["a"]);
  cache.forget("a");
  await cache.resolve("a");
  for (let i = 0; i < 2; i++)
    await expect(Promise.resolve(cache.resolve("broken"))).rejects.toThrow("ENOTFOUND");
  expect(asked).toEqual(["a", "a", "broken", "broken"]);
});
