import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { MetricBucket, MetricValue } from "../../domain/metrics/metric-bucket.ts";
import type { AggregatorOptions } from "../../domain/metrics/metrics-aggregator.ts";
import { AGGREGATOR_OPTIONS } from "../../domain/metrics/testkit/aggregator-options.ts";
import { PENDING } from "../../domain/project/project-state.ts";
import { enabledProject } from "../../domain/project/testkit/project.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { Journal } from "../journal/journal.actor.ts";
import type { JournalProtocol } from "../journal/protocol.ts";
import type { FlushedBuckets, MetricsProtocol } from "./protocol.ts";
import { MetricsRouter, ownerOf, type SecondaryOptions } from "./router.actor.ts";

const [A, B] = ["a".repeat(32), "b".repeat(32)];
const START_MS = 1_795_488_600_000;
const OPTIONS: AggregatorOptions = { ...AGGREGATOR_OPTIONS, flushPartitions: 2 };
const FAST: SecondaryOptions = {
  name: "fast",
  condition: { op: "eq", field: "namespace", value: "spans" },
  options: { ...OPTIONS, intervalSeconds: 1, initialDelaySeconds: 0 },
};

function bucket(
  name: string,
  value: MetricValue,
  namespace: "sessions" | "spans" = "sessions",
): MetricBucket {
  return {
    timestampSeconds: START_MS / 1_000,
    widthSeconds: 0,
    name: `${value.type}:${namespace}/${name}@none`,
    namespace,
    value,
    tags: { release: "a@1" },
    metadata: { merges: 1, receivedAtSeconds: START_MS / 1_000 },
  };
}

const counter = (value: number) => bucket("session", { type: "c", value });

/** One process after another over one file. */
class Lives {
  readonly folder = mkdtempSync(join(tmpdir(), "bucket-journal-"));
  readonly sent: FlushedBuckets[] = [];
  readonly pending = new Set<string>();
  readonly answers: ((isStored: boolean) => void)[] = [];
  /** Parts of which an envelope lies in the spool. */
  readonly inSpool = new Set<string>();
  /** Of envelopes that are not done with. */
  readonly rows = new Set<number>();
  secondary: readonly SecondaryOptions[] = [FAST];
  /** How a flush is taken: at once, not at all, when the test says so, or without an answer. */
  takes: boolean | "later" | "untold" = true;
  #life = 0;
  #system = TestSystem.start({ startMs: START_MS });
  #metrics: Address<MetricsProtocol> | undefined;
  #journal: Address<JournalProtocol> | undefined;

  get #path(): string {
    return join(this.folder, `${this.#life}.journal`);
  }

  async start(): Promise<void> {
    const system = TestSystem.start({ startMs: START_MS });
    const spool = system.probe<{ remove(rows: { readonly ids: readonly number[] }): void }>();
    const owners = [0, ...this.secondary.map((_, index) => index + 1)].map(ownerOf);
    const openSpool = () => ({
      hasRow: (row: number) => this.rows.has(row),
      hasMark: ({ digest }: { readonly digest: string }) => this.inSpool.has(digest),
      close: () => {},
    });
    const deps = { path: this.#path, maxBytes: 1e8, spool: spool.address, owners, sources: [], openSpool };
    const journal = system.spawn<JournalProtocol>(() => new Journal(deps) as never);
    this.#system = system;
    this.#journal = journal;
    this.#metrics = system.spawn<MetricsProtocol>(
      () =>
        new MetricsRouter({
          options: OPTIONS,
          secondary: this.secondary,
          journal,
          stateOf: (publicKey) => (this.pending.has(publicKey) ? PENDING : enabledProject(publicKey)),
          checkOf: () => undefined,
          send: (flushed) => this.#send(flushed),
          limited: () => {},
          lost: (loss, count) => {
            throw new Error(`${count} lost: ${loss}`);
          },
        }),
    );
    journal.send("sources", [this.#metrics]);
    await system.settle();
  }

  #send(flushed: FlushedBuckets): boolean | Promise<boolean> {
    if (this.takes === true) {
      this.sent.push(flushed);
      return Promise.resolve(true);
    }
    if (this.takes === "untold") return this.#store(flushed);
    if (this.takes === false) return false;
    return new Promise((answer) =>
      this.answers.push((isStored) => {
        if (isStored) this.sent.push(flushed);
        answer(isStored);
      }),
    );
  }

  /** As the outbox does: tells the journal, and the spool has it; nobody hears of that. */
  async #store(flushed: FlushedBuckets): Promise<boolean> {
    const { owner = "", part = 0 } = flushed.from ?? {};
    const digest = `${this.#life} ${owner} ${part}`;
    const marks = flushed.projects.map(({ publicKey: key }) => {
      return { key, mark: { ownKey: key, samplingKey: key, receivedAtMs: 0, digest } };
    });
    await this.#journal?.ask("leaving", { owner, part, marks });
    this.inSpool.add(digest);
    this.sent.push(flushed);
    return new Promise(() => {});
  }

  async merge(publicKey: string, ...buckets: MetricBucket[]): Promise<void> {
    this.#metrics?.send("merge", [{ publicKey, buckets }]);
    await this.#system.settle();
  }

  /** An envelope is taken from the spool, and counted; its row stays for now. */
  async process(publicKey: string, row: number, ...buckets: MetricBucket[]): Promise<void> {
    this.#metrics?.send("merge", [{ publicKey, buckets, row }]);
    await this.#system.settle();
  }

  async answer(isStored: boolean): Promise<void> {
    for (const answer of this.answers.splice(0)) answer(isStored);
    await this.#system.settle();
  }

  advance(ms: number): Promise<void> {
    return this.#system.advance(ms);
  }

  async flush(): Promise<void> {
    const flushed = this.#metrics?.ask("flush");
    await this.#system.settle();
    await flushed;
    const committed = this.#journal?.ask("commit");
    await this.#system.settle();
    await committed;
  }

  /** What a kill leaves is what the files hold at this moment. */
  async kill(): Promise<void> {
    const from = this.#path;
    this.#life++;
    for (const suffix of ["", "-wal"])
      if (existsSync(from + suffix)) copyFileSync(from + suffix, this.#path + suffix);
    this.answers.length = 0;
    await this.#system.stop();
  }

  async end(): Promise<void> {
    await this.#system.stop();
    rmSync(this.folder, { recursive: true });
  }

  values(): Record<string, unknown> {
    const sums: Record<string, number> = {};
    for (const { projects } of this.sent)
      for (const { publicKey, buckets } of projects)
        for (const { name, value } of buckets) {
          const what = `${publicKey[0]} ${name}`;
          if (value.type === "c") sums[what] = (sums[what] ?? 0) + value.value;
        }
    return sums;
  }
}

const SESSIONS = "c:sessions/session@none";

describe("a kill", () => {
  test("loses nothing of what was merged, and counts it once; also the second time", async () => {
    const lives = new Lives();
    await lives.start();
    await lives.merge(A, counter(1), counter(2));
    await lives.merge(B, counter(4), bucket("usage", { type: "c", value: 8 }, "spans"));
    await lives.kill();
    await lives.start();
    await lives.merge(A, counter(16));
    await lives.kill();
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({
      [`a ${SESSIONS}`]: 19,
      [`b ${SESSIONS}`]: 4,
      "b c:spans/usage@none": 8,
    });
    await lives.kill();
    await lives.start();
    await lives.flush();
    expect(lives.values()).toMatchObject({ [`a ${SESSIONS}`]: 19, [`b ${SESSIONS}`]: 4 });
    await lives.end();
  });

  test("keeps values of all types, tags and what is known of merges", async () => {
    const lives = new Lives();
    const values: MetricValue[] = [
      { type: "c", value: 0.1 },
      { type: "d", value: [3, 1, 2, 1] },
      { type: "s", value: [7, 4_294_967_295] },
      { type: "g", value: { last: 1, min: -1, max: 5, sum: 6, count: 3 } },
    ];
    await lives.start();
    await lives.merge(A, ...values.map((value) => bucket("x", value)));
    await lives.kill();
    await lives.start();
    await lives.flush();
    const buckets = lives.sent.flatMap(({ projects }) => projects.flatMap(({ buckets }) => buckets));
    expect(buckets.map(({ value }) => value)).toEqual(values);
    expect(buckets[0]).toMatchObject({
      timestampSeconds: START_MS / 1_000,
      tags: { release: "a@1" },
      metadata: { merges: 1, receivedAtSeconds: START_MS / 1_000 },
    });
    await lives.end();
  });

  test("between an envelope is counted and its row is removed: it is counted when it is processed again", async () => {
    const lives = new Lives();
    lives.rows.add(1).add(2);
    await lives.start();
    await lives.process(A, 1, counter(1), bucket("usage", { type: "c", value: 8 }, "spans"));
    await lives.process(A, 2, counter(2));
    await lives.merge(A, counter(4));
    lives.rows.delete(2);
    await lives.kill();
    await lives.start();
    await lives.process(A, 1, counter(1), bucket("usage", { type: "c", value: 8 }, "spans"));
    lives.rows.clear();
    await lives.flush();
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 7, "a c:spans/usage@none": 8 });
    await lives.end();
  });

  test("while a flush is on its way to the disk: it comes again, with what came in since", async () => {
    const lives = new Lives();
    await lives.start();
    lives.takes = "later";
    await lives.merge(A, counter(1));
    await lives.advance(41_000);
    expect(lives.answers).toHaveLength(1);
    await lives.merge(A, counter(2));
    await lives.kill();
    lives.takes = true;
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 3 });
    await lives.end();
  });

  test("between a flush is on disk and the journal hears of it: it does not come again", async () => {
    const lives = new Lives();
    await lives.start();
    lives.takes = "untold";
    await lives.merge(A, counter(1));
    await lives.merge(B, counter(2));
    await lives.advance(41_000);
    await lives.merge(A, counter(4));
    await lives.kill();
    lives.takes = true;
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 5, [`b ${SESSIONS}`]: 2 });
    await lives.end();
  });

  test("after a flush is on disk: it does not come again; one that was refused does", async () => {
    const lives = new Lives();
    await lives.start();
    lives.takes = "later";
    await lives.merge(A, counter(1));
    await lives.advance(41_000);
    await lives.answer(true);
    await lives.merge(A, counter(2));
    await lives.advance(41_000);
    await lives.answer(false);
    await lives.kill();
    lives.takes = true;
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 3 });
    await lives.end();
  });

  test("a project that is not known yet waits on disk, while others of its partition leave", async () => {
    const lives = new Lives();
    lives.pending.add(B);
    await lives.start();
    await lives.merge(A, counter(1));
    await lives.merge(B, counter(2));
    await lives.advance(41_000);
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 1 });
    await lives.kill();
    lives.pending.clear();
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({ [`a ${SESSIONS}`]: 1, [`b ${SESSIONS}`]: 2 });
    await lives.end();
  });

  test("what an aggregator had that is configured no more goes to the default one", async () => {
    const lives = new Lives();
    await lives.start();
    await lives.merge(A, bucket("usage", { type: "c", value: 8 }, "spans"));
    await lives.kill();
    lives.secondary = [];
    await lives.start();
    await lives.flush();
    expect(lives.values()).toEqual({ "a c:spans/usage@none": 8 });
    await lives.end();
  });

  test("at any time, whatever happened before: sums are those of what was merged", async () => {
    const kind = <K extends string>(name: K) => fc.constant(name);
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: kind("merge"), key: fc.constantFrom(A, B), value: fc.nat(99) }),
      },
      { weight: 4, arbitrary: fc.record({ kind: kind("wait"), ms: fc.constantFrom(500, 7_000, 45_000) }) },
      { weight: 2, arbitrary: fc.record({ kind: kind("kill") }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: kind("takes"), takes: fc.constantFrom(true, false, "later", "untold") }),
      },
      { weight: 2, arbitrary: fc.record({ kind: kind("answer"), isStored: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ kind: kind("pending"), isPending: fc.boolean() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30, size: "max" }), async (steps) => {
        const lives = new Lives();
        const merged: Record<string, number> = {};
        await lives.start();
        for (const each of steps) {
          if (each.kind === "merge") {
            const what = `${each.key[0]} ${SESSIONS}`;
            merged[what] = (merged[what] ?? 0) + each.value;
            await lives.merge(each.key, counter(each.value));
          } else if (each.kind === "wait") await lives.advance(each.ms);
          else if (each.kind === "takes") lives.takes = each.takes as Lives["takes"];
          else if (each.kind === "answer") await lives.answer(each.isStored);
          else if (each.kind === "pending") lives.pending[each.isPending ? "add" : "delete"](B);
          else {
            await lives.kill();
            await lives.start();
          }
        }
        lives.takes = true;
        lives.pending.clear();
        await lives.answer(true);
        await lives.kill();
        await lives.start();
        await lives.flush();
        expect(lives.values()).toEqual(merged);
        await lives.end();
      }),
      { numRuns: 20 },
    );
  });
});
