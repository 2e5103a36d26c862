/**
 * 10,000 injected faults in virtual time: none fails or delays an invocation. A run that fails prints its seed; the
 * same seed gives the same run.
 */
import { expect, test } from "bun:test";
import { HOLD_MARGIN_MS } from "../../src/lambda/hold-decision.ts";
import { type ApiFault, VirtualLambda } from "../support/lambda/virtual-lambda.ts";

const FAULTS = 10_000;
const CAP_MS = 1_500;
/** Until the platform has given up on a batch that we do not acknowledge, and says so. */
const TELEMETRY_RETRIES_MS = 800;

class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }
  next(below: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % below;
  }
  pick<T>(values: readonly T[]): T {
    return values[this.next(values.length)] as T;
  }
}

const GARBAGE = ["", "[", "null", "17", '{"a":1}', '[{"type":"platform.report"}]', "[[[]]]", '"x"'];
const JUMPS_MS = [-3_600_000, -5_000, 1, 60_000, 86_400_000];

function scenario(seed: number, count: (fault: string) => void) {
  const random = new Random(seed);
  let broken = 0;
  const fault: ApiFault = (call) => {
    if (random.next(3) > 0 || broken > 1) {
      broken = 0;
      return undefined;
    }
    broken += 1;
    if (call === "register") {
      count("register without an answer");
      return "broken";
    }
    const answer = random.pick([
      "broken",
      { status: 500, body: "" },
      { status: 200, body: "<html>" },
      { status: 429, body: "{}" },
    ] as const);
    if (call === "subscribe") {
      count("subscribe refused");
      return random.pick([answer, { status: 403, body: "{}" }, { status: 202, body: "{}" }]);
    }
    count("next fails");
    return answer;
  };
  const mangle = (body: string): string | "refuse" => {
    if (random.next(3) > 0) return body;
    count("telemetry mangled");
    return random.pick([...GARBAGE, "refuse", body.slice(0, body.length / 2)]);
  };
  return { random, fault, mangle };
}

async function run(seed: number, count: (fault: string) => void): Promise<void> {
  const { random, fault, mangle } = scenario(seed, count);
  const boots = random.pick([true, true, true, false, "lost"] as const);
  if (boots !== true) count("no data path");
  const telemetry = random.pick(["supported", "supported", "unsupported", "refused"] as const);
  const lambda = new VirtualLambda({
    seed,
    fault,
    mangle,
    boots,
    telemetry,
    policy: { flush: random.pick(["auto", "end"]), capMs: CAP_MS },
    limitMs: 60_000,
    functionLogs: true,
    metrics: true,
  });
  // A listener that never comes up costs the init its limit once; what fails otherwise costs it a few retries.
  expect(await lambda.initialise()).toBeLessThanOrEqual(boots === false ? 3_200 : 1_200);
  for (let index = 0; index < 6; index += 1) {
    lambda.dataAddress.send("upstream", random.pick(["healthy", "slow", "refusing", "black_hole"]));
    const durationMs = 1 + random.next(200);
    const actions = [];
    if (random.next(2)) {
      actions.push({
        atMs: random.next(durationMs),
        run: () => void lambda.dataAddress.send("arrive", { urgent: random.next(2) === 0 }),
      });
    }
    if (random.next(4) === 0) {
      count("clock jump");
      const jumpMs = random.pick(JUMPS_MS);
      actions.push({ atMs: random.next(durationMs), run: () => lambda.system.clock.jumpWall(jumpMs) });
    }
    if (random.next(6) === 0) {
      count("actor crash");
      // biome-ignore lint/suspicious/noExplicitAny: a message that no correct sender could make
      const bad = () => void lambda.extension.send("telemetry", { records: null } as any);
      actions.push({ atMs: random.next(durationMs), run: bad });
    }
    if (random.next(10) === 0) {
      count("data path lost");
      actions.push({
        atMs: random.next(durationMs),
        run: () => void lambda.extension.send("dataPathLost", { reason: "its thread died" }),
      });
    }
    const startMs = lambda.system.clock.monotonicMs();
    const result = await lambda.invoke({ durationMs, end: random.pick(["success", "error"]), actions });
    const tookMs = lambda.system.clock.monotonicMs() - startMs;
    expect(["success", "error"]).toContain(result.end);
    expect(tookMs - durationMs).toBeLessThanOrEqual(CAP_MS + TELEMETRY_RETRIES_MS);
    expect(tookMs).toBeLessThan(60_000 - HOLD_MARGIN_MS + 3_000);
    lambda.system.takeCrashes();
    await lambda.freezeFor(random.pick([0, 50, 400_000]));
  }
  const end = await lambda.shutdown(random.pick(["spindown", "SPINDOWN", "other"]));
  expect(end.killed).toBe(false);
  expect(lambda.gaveUp).toEqual([]);
}

test("10,000 faults: no invocation fails, none is held beyond the limits", async () => {
  const counts = new Map<string, number>();
  let total = 0;
  for (let seed = 1; total < FAULTS; seed += 1) {
    try {
      await run(seed, (fault) => {
        counts.set(fault, (counts.get(fault) ?? 0) + 1);
        total += 1;
      });
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect(total).toBeGreaterThanOrEqual(FAULTS);
  expect(counts.size).toBe(8);
}, 120_000);
