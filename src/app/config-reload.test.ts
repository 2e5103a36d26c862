import { expect, test } from "bun:test";
import type { Config } from "../config/config.ts";
import { VirtualClock } from "../kernel/actor/testkit/virtual-clock.ts";
import { ConfigReload } from "./config-reload.ts";

function start(intervalMs: number | null) {
  const clock = new VirtualClock();
  const state = { file: "1", broken: false, loaded: 0, applied: 0 };
  const reload = new ConfigReload({
    folder: "/",
    intervalMs,
    clock,
    fingerprint: () => state.file,
    load: async () => {
      state.loaded++;
      if (state.broken) throw new Error("could not parse");
      return {} as Config;
    },
    apply: () => {
      state.applied++;
    },
  });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  const pass = (ms: number): Promise<void> => clock.advance(ms, turns);
  return { state, reload, pass };
}

test("a file that has changed is read again, once", async () => {
  const { state, reload, pass } = start(null);
  await pass(10_000);
  expect(state.loaded).toBe(0);
  state.file = "2";
  await pass(10_000);
  expect([state.loaded, state.applied]).toEqual([1, 1]);
  reload.stop();
});

test("a broken file changes nothing, and the next good one does", async () => {
  const { state, reload, pass } = start(5_000);
  state.broken = true;
  state.file = "2";
  await pass(4_999);
  expect(state.loaded).toBe(0);
  await pass(10_001);
  expect([state.loaded, state.applied]).toEqual([1, 0]);
  state.broken = false;
  state.file = "3";
  await pass(5_000);
  expect([state.loaded, state.applied]).toEqual([2, 1]);
  reload.stop();
});

test("on demand it is read in any case, and not after the stop", async () => {
  const { state, reload, pass } = start(null);
  await reload.now();
  expect(state.applied).toBe(1);
  reload.stop();
  state.file = "2";
  await pass(10_000);
  expect(state.loaded).toBe(1);
});
