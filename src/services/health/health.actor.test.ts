import { describe, expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { installLogSink } from "../../kernel/telemetry/log.ts";
import { HealthBoard } from "./board.ts";
import { Health } from "./health.actor.ts";
import { memoryProbe } from "./probes.ts";
import type { HealthProbe, HealthProtocol } from "./protocol.ts";

const LIMITS = { maxMemoryRatio: 0.95, maxMemoryBytes: null, memoryStatRefreshFrequencyMs: 100 };
const MEMORY = { usedBytes: 50, totalBytes: 100, scope: "system" } as const;
const TIMES = { refreshIntervalMs: 3_000, probeTimeoutMs: 900 };

function start(probes: readonly HealthProbe[]) {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const board = HealthBoard.create(LIMITS, () => MEMORY);
  const isReady = () => board.isReady(system.clock.nowMs());
  const health = system.spawn<HealthProtocol>(() => new Health({ board, probes, ...TIMES }) as never);
  return { system, board, isReady, health };
}

describe("readiness", () => {
  test("begins with the first round that everybody passes", async () => {
    const answer = Promise.withResolvers<boolean>();
    const { system, isReady, health } = start([{ name: "slow", check: () => answer.promise }]);
    await system.settle();
    expect(isReady()).toBe(false);
    answer.resolve(true);
    await system.settle();
    expect(isReady()).toBe(true);
    const report = health.ask("report");
    await system.settle();
    expect(await report).toEqual({ isReady: true, probes: [{ name: "slow", outcome: "healthy" }] });
    await system.stop();
  });

  test("follows what the probes say, at each round", async () => {
    let well = true;
    const { system, isReady } = start([{ name: "part", check: () => well }]);
    await system.settle();
    well = false;
    await system.advance(2_999);
    expect(isReady()).toBe(true);
    await system.advance(1);
    expect(isReady()).toBe(false);
    well = true;
    await system.advance(3_000);
    expect(isReady()).toBe(true);
    await system.stop();
  });

  test("a probe without an answer is a failure, and so is one that throws", async () => {
    const lines: string[] = [];
    installLogSink(({ level, message }) => void lines.push(`${level} ${message}`), "error");
    const { system, isReady } = start([
      { name: "hangs", check: () => new Promise(() => {}) },
      { name: "rejects", check: () => Promise.reject(new Error("no")) },
      {
        name: "throws",
        check: () => {
          throw new Error("no");
        },
      },
    ]);
    await system.advance(900);
    expect(isReady()).toBe(false);
    expect(lines).toEqual([
      "error Health check probe 'hangs' timed out",
      "error Health check probe 'rejects' failed",
      "error Health check probe 'throws' failed",
    ]);
    installLogSink(() => {}, "off");
    await system.stop();
  });

  test("lapses when whoever writes it hangs", async () => {
    const { system, board, isReady } = start([]);
    await system.settle();
    expect(isReady()).toBe(true);
    expect(board.isReady(system.clock.nowMs() + 4_290)).toBe(true);
    expect(board.isReady(system.clock.nowMs() + 4_291)).toBe(false);
    await system.stop();
  });

  test("is over once the relay stops, whatever the probes say", async () => {
    const { system, isReady, health } = start([]);
    await system.settle();
    health.send("shutdown");
    await system.advance(10_000);
    expect(isReady()).toBe(false);
    await system.stop();
  });
});

describe("memory", () => {
  test("is measured once per period, by whoever asks", () => {
    let measured = 0;
    const board = HealthBoard.create(LIMITS, () => {
      measured++;
      return MEMORY;
    });
    for (const nowMs of [1_000, 1_050, 1_099, 1_100, 1_150])
      expect(board.isMemoryExceeded(nowMs)).toBe(false);
    expect(measured).toBe(2);
  });

  test("too much of it is too much in every thread, by share or by bytes", () => {
    const board = HealthBoard.create(LIMITS, () => ({ ...MEMORY, usedBytes: 95 }));
    expect(board.isMemoryExceeded(0)).toBe(true);
    expect(HealthBoard.join(board.share).isMemoryExceeded(50)).toBe(true);
    board.setLimits({ ...LIMITS, maxMemoryRatio: 0.96 });
    expect(board.isMemoryExceeded(60)).toBe(false);
    board.setLimits({ ...LIMITS, maxMemoryRatio: 0.96, maxMemoryBytes: 95 });
    expect(board.isMemoryExceeded(70)).toBe(true);
  });

  test("a shortage is told as the reference tells it", () => {
    const lines: string[] = [];
    installLogSink(({ message }) => void lines.push(message), "error");
    const memory = { usedBytes: 576_131_072, totalBytes: 25_276_502_016, scope: "system" } as const;
    const board = HealthBoard.create({ ...LIMITS, maxMemoryRatio: 0.001 }, () => memory);
    expect(memoryProbe(board, () => 0).check()).toBe(false);
    board.setLimits({ ...LIMITS, maxMemoryBytes: 1 });
    expect(memoryProbe(board, () => 0).check()).toBe(false);
    expect(lines).toEqual([
      "Not enough memory, 576131072 / 25276502016 (2.28% >= 0.10%)",
      "Not enough memory, 576131072 / 25276502016 (576131072 >= 1)",
    ]);
    installLogSink(() => {}, "off");
  });
});
