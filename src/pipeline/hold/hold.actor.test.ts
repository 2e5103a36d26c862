import { describe, expect, test } from "bun:test";
import { deflate, inflate } from "#compression";
import type { Rejection } from "../../domain/protocol/rejection.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Probe } from "../../kernel/actor/testkit/probe.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { type HeldEnvelope, heldSize } from "../held-envelope.ts";
import { Hold } from "./hold.actor.ts";
import type { HoldInternal, HoldOptions } from "./hold-messages.ts";
import type { DrainReport, SinkProtocol, SinkResult, SpoolProtocol } from "./protocol.ts";
import { Spool } from "./spool.actor.ts";
import { heldEnvelope } from "./testkit/held.ts";

const KEY_A = "a".repeat(32);
const KEY_B = "b".repeat(32);

function envelope(key: string, name: string, receivedAtMs: number, padding = 0): HeldEnvelope {
  const text = `{"dsn":"http://${key}:@upstream/42","version":7}\n{"type":"event"}\n{"message":"${name}","pad":"${"x".repeat(padding)}"}\n`;
  const body = deflate("zstd", utf8Bytes(text));
  const size = padding > 0 ? padding : heldSize(body);
  return heldEnvelope(key, name, { body, encoding: "zstd", receivedAtMs, sizeBytes: size });
}

class Bench {
  readonly system = TestSystem.start();
  readonly budget: ByteBudget;
  readonly rejected: [string | undefined, Rejection][] = [];
  readonly delivered: string[] = [];
  readonly hold: Address<HoldInternal>;
  readonly spool: Address<SpoolProtocol> | undefined;
  /** Who is told of rows that are done, instead of the spool. */
  readonly removals: Probe<Pick<SpoolProtocol, "remove">>;
  answer: (held: HeldEnvelope) => SinkResult | Promise<SinkResult> = () => ({ kind: "done" });
  /** What the gate says of each key; of others `go`. */
  readonly verdicts = new Map<string, "go" | "wait" | Rejection>();
  isShut = false;

  constructor(
    options: Partial<HoldOptions> & {
      budgetBytes?: number;
      spool?: boolean;
      maxDiskBytes?: number;
      removals?: boolean;
    } = {},
  ) {
    this.budget = ByteBudget.create(options.budgetBytes ?? 1_000_000);
    const sink = this.system.probe<SinkProtocol>();
    this.removals = this.system.probe<Pick<SpoolProtocol, "remove">>();
    sink.respond("deliver", async (held) => {
      const result = await this.answer(held);
      if (result.kind === "done") this.delivered.push(nameOf(held));
      return result;
    });
    this.spool = options.spool
      ? this.system.spawn(
          () =>
            new Spool({
              path: ":memory:",
              partitions: 1,
              partitioning: "round_robin",
              maxBytes: options.maxDiskBytes ?? 1e9,
              usageRefreshMs: 0,
              encoding: "zstd",
              maxEnvelopeBytes: 1e6,
            }),
          { name: "spool" },
        )
      : undefined;
    this.hold = this.system.spawn(
      () =>
        new Hold({
          sink: sink.address,
          spool: this.spool,
          ...(options.removals ? { removals: this.removals.address } : {}),
          budget: this.budget,
          gate: {
            isShut: () => this.isShut,
            judge: ({ ownKey }) => this.verdicts.get(ownKey) ?? "go",
          },
          rejected: (held, rejection) => this.rejected.push([held.eventId, rejection]),
          options: {
            maxInFlight: 2,
            retryDelayMs: 1_000,
            watermarkRatio: 0.8,
            maxDelayMs: 60_000,
            writeBeforeAnswer: false,
            ephemeral: false,
            unspoolPerSecond: undefined,
            ...options,
          },
        }),
      { name: "hold" },
    );
  }

  push(held: HeldEnvelope): boolean {
    return this.budget.tryTake(held.sizeBytes) && this.hold.send("push", held);
  }

  async drain(deadlineMs: number): Promise<DrainReport> {
    const report = this.hold.ask("drain", { deadlineMs }, within(deadlineMs + 1_000));
    await this.system.advance(deadlineMs + 10);
    return report;
  }
}

function nameOf(held: HeldEnvelope): string {
  const plain = inflate("zstd", held.body, 1e6);
  return plain.ok ? (/"message":"(\w+)"/.exec(utf8Text(plain.value))?.[1] ?? "") : "unreadable";
}

const NOW = 1_800_000_000_000;

describe("coming back from disk", () => {
  test("finds that another Arbiter was faster, and does not ask again at once", async () => {
    const bench = new Bench({ spool: true });
    bench.hold.send("spoolFilled", 5); // told before the other one took them
    await bench.system.settle(); // would not return
    bench.push(envelope(KEY_A, "a", NOW));
    await bench.system.settle();
    expect(bench.delivered).toEqual(["a"]);
    await bench.system.stop();
  });
});

describe("rows that are done", () => {
  test("are told of again when nobody could take them", async () => {
    const bench = new Bench({ removals: true });
    bench.removals.capacity = 0;
    for (const id of [7, 8]) bench.push({ ...envelope(KEY_A, "a", NOW), row: { id } });
    await bench.system.settle();
    bench.removals.capacity = 10;
    await bench.system.advance(1_000);
    expect(bench.removals.drain()).toEqual([{ type: "remove", msg: { ids: [7, 8] } }]);
    await bench.system.stop();
  });
});

describe("sending", () => {
  test("gives the sink no more than it may have in flight, and the budget its bytes back", async () => {
    const bench = new Bench();
    const open: ((result: SinkResult) => void)[] = [];
    bench.answer = () => new Promise((resolve) => open.push(resolve));
    for (const name of ["a", "b", "c"]) bench.push(envelope(KEY_A, name, NOW));
    await bench.system.settle();
    expect(open.length).toBe(2);
    open[0]?.({ kind: "done" });
    await bench.system.settle();
    expect(open.length).toBe(3);
    for (const resolve of open) resolve({ kind: "done" });
    await bench.system.settle();
    expect(bench.delivered.toSorted()).toEqual(["a", "b", "c"]);
    expect(bench.budget.usedBytes).toBe(0);
    await bench.system.stop();
  });

  test("is fair between projects, newest first within one", async () => {
    const bench = new Bench({ maxInFlight: 1 });
    bench.hold.send("pause", true);
    for (let i = 0; i < 4; i++) bench.push(envelope(KEY_A, `a${i}`, NOW + i));
    bench.push(envelope(KEY_B, "b0", NOW));
    await bench.system.settle();
    bench.hold.send("pause", false);
    await bench.system.settle();
    expect(bench.delivered.slice(0, 2).toSorted()).toEqual(["a3", "b0"]);
    expect(bench.delivered.slice(2)).toEqual(["a2", "a1", "a0"]);
    await bench.system.stop();
  });

  test("tries again after the pause, at once after a success, and not in an outage before it is over", async () => {
    const bench = new Bench({ maxInFlight: 1 });
    let tries = 0;
    bench.answer = () => (++tries < 3 ? { kind: "retry", outage: false } : { kind: "done" });
    bench.push(envelope(KEY_A, "a", NOW));
    await bench.system.settle();
    expect(tries).toBe(1);
    await bench.system.advance(999);
    expect(tries).toBe(1);
    await bench.system.advance(1_001);
    expect([tries, bench.delivered]).toEqual([3, ["a"]]);

    bench.answer = () => ({ kind: "retry", outage: true });
    bench.push(envelope(KEY_A, "b", NOW));
    await bench.system.advance(60_000);
    bench.answer = () => ({ kind: "done" });
    await bench.system.advance(60_000);
    expect(bench.delivered).toEqual(["a"]);
    bench.hold.send("opened");
    await bench.system.settle();
    expect(bench.rejected.length + bench.delivered.length).toBe(2);
    await bench.system.stop();
  });

  test("drops what has waited too long, with its outcome", async () => {
    const bench = new Bench();
    bench.push(envelope(KEY_A, "old", NOW - 61_000));
    await bench.system.settle();
    expect(bench.rejected).toEqual([["old", { outcome: "invalid", reason: "timestamp" }]]);
    expect([bench.delivered, bench.budget.usedBytes]).toEqual([[], 0]);
    await bench.system.stop();
  });
});

describe("the gate", () => {
  test("an envelope waits for its project, and nobody waits for it", async () => {
    const bench = new Bench();
    bench.verdicts.set(KEY_A, "wait");
    bench.push(envelope(KEY_A, "a", NOW));
    bench.push(envelope(KEY_B, "b", NOW));
    await bench.system.settle();
    expect(bench.delivered).toEqual(["b"]);
    bench.verdicts.delete(KEY_A);
    bench.hold.send("projectsReady", { publicKeys: [KEY_A] });
    await bench.system.settle();
    expect(bench.delivered).toEqual(["b", "a"]);
    await bench.system.stop();
  });

  test("a rejection ends it, and so does its age while it waits", async () => {
    const bench = new Bench({ maxDelayMs: 60_000 });
    bench.verdicts.set(KEY_A, "wait");
    bench.verdicts.set(KEY_B, { outcome: "invalid", reason: "project_id" });
    bench.push(envelope(KEY_A, "a", NOW));
    bench.push(envelope(KEY_B, "b", NOW));
    await bench.system.advance(75_000);
    expect(bench.rejected).toEqual([
      ["b", { outcome: "invalid", reason: "project_id" }],
      ["a", { outcome: "invalid", reason: "timestamp" }],
    ]);
    expect(bench.budget.usedBytes).toBe(0);
    // What a project refuses was not lost by us; what grew too old was.
    expect((await bench.drain(0)).lost).toBe(1);
    await bench.system.stop();
  });

  test("nothing goes while it is shut", async () => {
    const bench = new Bench();
    bench.isShut = true;
    bench.push(envelope(KEY_A, "a", NOW));
    await bench.system.advance(5_000);
    expect(bench.delivered).toEqual([]);
    bench.isShut = false;
    bench.hold.send("globalReady");
    await bench.system.settle();
    expect(bench.delivered).toEqual(["a"]);
    await bench.system.stop();
  });

  test("what waits for its project stays on disk beyond its share of memory", async () => {
    const bench = new Bench({ spool: true, budgetBytes: 100_000 });
    bench.verdicts.set(KEY_A, "wait");
    for (let i = 0; i < 20; i++) {
      bench.push(envelope(KEY_A, `a${i}`, NOW, 10_000));
      await bench.system.advance(1_000);
    }
    expect(bench.budget.usedBytes).toBeLessThanOrEqual(80_000);
    bench.push(envelope(KEY_B, "b", NOW));
    await bench.system.advance(1_000);
    expect(bench.delivered).toEqual(["b"]);
    bench.verdicts.delete(KEY_A);
    bench.hold.send("projectsReady", { publicKeys: [KEY_A] });
    await bench.system.advance(5_000);
    expect(new Set(bench.delivered).size).toBe(21);
    await bench.system.stop();
  });
});

describe("the disk", () => {
  test("takes over above the watermark, oldest first, and everything comes back", async () => {
    const bench = new Bench({ spool: true, budgetBytes: 10_000 });
    bench.answer = () => ({ kind: "retry", outage: true });
    const names = Array.from({ length: 30 }, (_, i) => `n${i}`);
    let accepted = 0;
    for (const name of names) {
      for (let tries = 0; tries < 50 && !bench.push(envelope(KEY_A, name, NOW, 900)); tries++)
        await bench.system.settle();
      accepted++;
    }
    await bench.system.settle();
    expect(accepted).toBe(30);
    expect(bench.budget.usedBytes).toBeLessThanOrEqual(10_000);
    expect((await asked(bench, bench.spool?.ask("state"))).stored).toBeGreaterThan(10);
    bench.answer = () => ({ kind: "done" });
    bench.hold.send("opened");
    await bench.system.advance(5_000);
    expect(bench.delivered.length).toBe(30);
    expect(new Set(bench.delivered).size).toBe(30);
    expect((await asked(bench, bench.spool?.ask("state"))).stored).toBe(0);
    expect(bench.budget.usedBytes).toBe(0);
    await bench.system.stop();
  });

  test("a full disk hands envelopes back: they stay in memory and are delivered", async () => {
    const bench = new Bench({ spool: true, budgetBytes: 5_200, maxDiskBytes: 1 });
    bench.answer = () => ({ kind: "retry", outage: true });
    let refused = 0;
    for (let i = 0; i < 10; i++) {
      if (!bench.push(envelope(KEY_A, `n${i}`, NOW, 1_000))) refused++;
      await bench.system.settle();
    }
    expect(refused).toBe(5);
    bench.answer = () => ({ kind: "done" });
    bench.hold.send("opened");
    await bench.system.advance(3_000);
    expect(bench.delivered.length).toBe(5);
    await bench.system.stop();
  });

  test("a backlog on disk and a dead upstream: a try for each place and pause, not more", async () => {
    const bench = new Bench({ spool: true, budgetBytes: 5_000 });
    let tries = 0;
    bench.answer = () => {
      tries++;
      return { kind: "retry", outage: false };
    };
    for (let i = 0; i < 20; i++) {
      while (!bench.push(envelope(KEY_A, `n${i}`, NOW, 1_000))) await bench.system.advance(10);
    }
    await bench.system.settle();
    tries = 0;
    await bench.system.advance(10_000);
    expect(tries).toBeLessThanOrEqual(40); // a few each second, not one after another
    expect(bench.budget.usedBytes).toBeLessThanOrEqual(5_000);
    await bench.system.stop();
  });

  test("takes over a backlog that lasts, whatever the memory", async () => {
    const bench = new Bench({ spool: true });
    bench.answer = () => new Promise(() => {});
    for (let i = 0; i < 20; i++) bench.push(envelope(KEY_A, `n${i}`, NOW));
    await bench.system.advance(300);
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 0 });
    await bench.system.advance(200);
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 18 }); // two are on their way
    await bench.system.stop("immediate");
  });

  test("before_answer: the answer comes once it is on disk, and the row goes once it is delivered", async () => {
    const bench = new Bench({ spool: true, writeBeforeAnswer: true });
    const open: ((result: SinkResult) => void)[] = [];
    bench.answer = () => new Promise((resolve) => open.push(resolve));
    const held = envelope(KEY_A, "a", NOW);
    bench.budget.take(held.sizeBytes);
    const taken = bench.hold.ask("push", held);
    await bench.system.settle();
    expect(await taken).toBe(true);
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 1, taken: 1 });
    open[0]?.({ kind: "done" });
    await bench.system.settle();
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 0 });
    expect(bench.delivered).toEqual(["a"]);
    await bench.system.stop();
  });

  test("an outage sends what waits to disk, and its end brings it back", async () => {
    const bench = new Bench({ spool: true, maxInFlight: 1 });
    bench.answer = () => ({ kind: "retry", outage: true });
    for (const name of ["a", "b", "c"]) bench.push(envelope(KEY_A, name, NOW));
    await bench.system.settle();
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 3, taken: 0 });
    expect(bench.budget.usedBytes).toBe(0);
    bench.answer = () => ({ kind: "done" });
    bench.hold.send("opened");
    await bench.system.settle();
    expect(bench.delivered.toSorted()).toEqual(["a", "b", "c"]);
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 0 });
    await bench.system.stop();
  });

  test("an envelope that became several keeps its row until the last of them is done", async () => {
    const bench = new Bench({ spool: true, writeBeforeAnswer: true, maxInFlight: 1 });
    const [left, right] = [envelope(KEY_A, "left", NOW), envelope(KEY_A, "right", NOW)];
    let tries = 0;
    bench.answer = (held) => {
      if (nameOf(held) === "whole") return { kind: "retry", outage: false, instead: [left, right] };
      return ++tries === 1 ? { kind: "done" } : { kind: "retry", outage: false };
    };
    const whole = envelope(KEY_A, "whole", NOW);
    bench.budget.take(whole.sizeBytes);
    expect(await asked(bench, bench.hold.ask("push", whole))).toBe(true);
    await bench.system.advance(1_500); // the first try of the two; the next is not due
    expect(bench.delivered).toEqual(["right"]);
    expect(bench.budget.usedBytes).toBe(Math.ceil(left.sizeBytes / 32) * 32); // counted in units
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 1 });
    bench.answer = () => ({ kind: "done" });
    bench.hold.send("opened");
    await bench.system.settle();
    expect(bench.delivered).toEqual(["right", "left"]);
    expect(bench.budget.usedBytes).toBe(0);
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 0 });
    await bench.system.stop();
  });
});

describe("stopping", () => {
  test("idle: at once", async () => {
    const bench = new Bench();
    const report = bench.hold.ask("drain", { deadlineMs: 10_000 });
    await bench.system.settle();
    expect(await report).toEqual({ delivered: 0, spooled: 0, lost: 0 });
    await bench.system.stop();
  });

  test("without a disk it sends what it can until the deadline and counts the rest", async () => {
    const bench = new Bench({ maxInFlight: 1 });
    bench.push(envelope(KEY_A, "a", NOW));
    await bench.system.settle();
    bench.answer = () => ({ kind: "retry", outage: false });
    bench.push(envelope(KEY_A, "b", NOW));
    await bench.system.settle();
    expect(await bench.drain(5_000)).toEqual({ delivered: 1, spooled: 0, lost: 1 });
    expect(bench.push(envelope(KEY_A, "late", NOW))).toBe(true);
    await bench.system.settle();
    expect(bench.delivered).toEqual(["a"]);
    await bench.system.stop();
  });

  test("with a disk everything is on it, in flight at the deadline too", async () => {
    const bench = new Bench({ spool: true });
    bench.answer = () => new Promise(() => {});
    for (const name of ["a", "b", "c", "d"]) bench.push(envelope(KEY_A, name, NOW));
    await bench.system.settle();
    expect(await bench.drain(2_000)).toEqual({ delivered: 0, spooled: 4, lost: 0 });
    expect(await asked(bench, bench.spool?.ask("state"))).toMatchObject({ stored: 4 });
    await bench.system.stop();
  });
});

async function asked<T>(bench: Bench, question: Promise<T> | undefined): Promise<T> {
  await bench.system.settle();
  return question as Promise<T>;
}
