import { expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import type { HttpRequest } from "../kernel/runtime/http.ts";
import type { DropsProtocol } from "../services/drops/protocol.ts";
import { TapDesk } from "./tap-desk.ts";
import type { TapSourceProtocol } from "./tap-source.ts";

const ITEMS = { method: "GET", path: "/local/items", query: "", header: localOnly };
function localOnly(name: string): string | undefined {
  return name === "host" ? "localhost" : undefined;
}

async function start() {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const sources = [system.probe<TapSourceProtocol>(), system.probe<TapSourceProtocol>()];
  const closing = new AbortController();
  const desk = new TapDesk(system.system, {
    sources: sources.map(({ address }) => address),
    drops: system.probe<DropsProtocol>().address,
    actors: async () => [],
    closing: closing.signal,
  });
  const ask = async () => {
    const answer = Promise.resolve(desk.answer(ITEMS as unknown as HttpRequest));
    await import("./tap-store.ts"); // as the desk does when it is first asked
    await system.settle();
    return (await answer)?.status;
  };
  const watched = () => sources.map((source) => source.drain().map(({ msg }) => msg?.store !== undefined));
  return { system, desk, closing, ask, watched };
}

test("whoever asks is shown what passes in all threads, until nobody has asked for a while", async () => {
  const { system, ask, watched } = await start();
  expect(watched()).toEqual([[], []]);
  expect(await ask()).toBe(200);
  expect(watched()).toEqual([[true], [true]]);
  await system.advance(29_000);
  expect(await ask()).toBe(200);
  await system.advance(29_000);
  expect(watched()).toEqual([[], []]);
  await system.advance(10_000);
  expect(watched()).toEqual([[false], [false]]);
  expect(system.stats().filter(({ path }) => path.startsWith("/tap-"))).toEqual([]);
  await system.stop();
});

test("a thread that comes later shows what the others show", async () => {
  const { system, desk, closing, ask } = await start();
  const late = system.probe<TapSourceProtocol>();
  desk.joined(late.address);
  await system.settle();
  expect(late.size).toBe(0);
  await ask();
  desk.joined(late.address);
  await system.settle();
  expect(late.drain()).toHaveLength(1);
  closing.abort();
  await system.stop();
});
