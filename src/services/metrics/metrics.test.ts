import { describe, expect, test } from "bun:test";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { AggregatorOptions } from "../../domain/metrics/metrics-aggregator.ts";
import { AGGREGATOR_OPTIONS } from "../../domain/metrics/testkit/aggregator-options.ts";
import { DISABLED, PENDING, type ProjectState } from "../../domain/project/project-state.ts";
import { enabledProject } from "../../domain/project/testkit/project.ts";
import type { CheckCategory } from "../../domain/quota/envelope-limits.ts";
import type { MetricNamespace } from "../../domain/quota/metric-namespace.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { FlushedBuckets, MetricsProtocol } from "./protocol.ts";
import { MetricsRouter, type SecondaryOptions } from "./router.actor.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const START_MS = 1_795_488_600_000;

const ENABLED = enabledProject(KEY);

function counter(name: string, value: number, namespace: MetricNamespace = "sessions"): MetricBucket {
  return {
    timestampSeconds: START_MS / 1_000,
    widthSeconds: 0,
    name: `c:${namespace}/${name}@none`,
    namespace,
    value: { type: "c", value },
    tags: {},
    metadata: { merges: 1, receivedAtSeconds: undefined },
  };
}

class Bench {
  readonly system = TestSystem.start({ startMs: START_MS });
  readonly sent: { readonly atMs: number; readonly flushed: FlushedBuckets }[] = [];
  readonly lost: [string, number][] = [];
  readonly limited: unknown[] = [];
  readonly metrics: Address<MetricsProtocol>;
  state: ProjectState = ENABLED;
  check: CheckCategory | undefined;
  takes = true;

  constructor(options: Partial<AggregatorOptions> = {}, secondary: readonly SecondaryOptions[] = []) {
    this.metrics = this.system.spawn<MetricsProtocol>(
      () =>
        new MetricsRouter({
          options: { ...AGGREGATOR_OPTIONS, ...options },
          secondary,
          stateOf: () => this.state,
          checkOf: () => this.check,
          send: (flushed) => {
            if (this.takes) this.sent.push({ atMs: this.system.clock.nowMs() - START_MS, flushed });
            return this.takes;
          },
          limited: ({ limit, quantities }) => this.limited.push([limit.reasonCode, quantities]),
          lost: (loss, count) => this.lost.push([loss, count]),
        }),
    );
  }

  merge(...buckets: MetricBucket[]): boolean {
    return this.metrics.send("merge", [{ publicKey: KEY, buckets }]);
  }

  async ask(what: "state" | "flush"): Promise<unknown> {
    await this.system.settle();
    const asked = this.metrics.ask(what);
    await this.system.settle();
    return asked;
  }

  values(): [string, unknown][] {
    return this.sent.flatMap(({ flushed }) =>
      flushed.projects.flatMap(({ buckets }) =>
        buckets.map(({ name, value }): [string, unknown] => [name, value.value]),
      ),
    );
  }
}

describe("aggregation", () => {
  test("merges equal buckets, sends them once their slot and the delay are over", async () => {
    const bench = new Bench();
    bench.merge(counter("session", 1));
    bench.merge(counter("session", 2));
    await bench.system.advance(30_000);
    expect(bench.sent).toEqual([]);
    await bench.system.advance(10_100);
    expect(bench.values()).toEqual([["c:sessions/session@none", 3]]);
    expect(bench.sent[0]?.flushed.projects[0]).toMatchObject({
      publicKey: KEY,
      project: { projectId: "42" },
    });
    await bench.system.stop();
  });

  test("nothing wakes it while it is empty, and a bucket that comes after a long pause waits its time", async () => {
    const bench = new Bench();
    await bench.system.advance(3_600_000);
    expect(bench.system.clock.waiting).toBe(0);
    bench.merge({ ...counter("session", 1), timestampSeconds: START_MS / 1_000 + 3_600 });
    await bench.system.advance(30_000);
    expect(bench.sent).toEqual([]);
    await bench.system.advance(10_100);
    expect(bench.sent).toHaveLength(1);
    await bench.system.stop();
  });

  test("a namespace with an aggregator of its own has its own times", async () => {
    const bench = new Bench({}, [
      {
        name: "fast",
        condition: { op: "eq", field: "namespace", value: "spans" },
        options: { ...AGGREGATOR_OPTIONS, intervalSeconds: 1, initialDelaySeconds: 0 },
      },
    ]);
    bench.merge(counter("session", 1), counter("usage", 5, "spans"));
    await bench.system.advance(1_100);
    expect(bench.values()).toEqual([["c:spans/usage@none", 5]]);
    expect(await bench.ask("state")).toMatchObject({ buckets: 1, isFull: false });
    await bench.system.advance(40_000);
    expect(bench.values()).toHaveLength(2);
    await bench.system.stop();
  });

  test("stopping hands on everything at once, and what comes late within a second", async () => {
    const bench = new Bench();
    bench.merge(counter("session", 1));
    await bench.ask("flush");
    expect(bench.values()).toEqual([["c:sessions/session@none", 1]]);
    bench.merge(counter("late", 1));
    await bench.system.advance(1_100);
    expect(bench.values()).toHaveLength(2);
    await bench.system.stop();
    expect(bench.lost).toEqual([]);
  });
});

describe("what does not go", () => {
  test("a project that is not known yet: its buckets wait for another turn", async () => {
    const bench = new Bench();
    bench.state = PENDING;
    bench.merge(counter("session", 4));
    await bench.system.advance(41_000);
    expect(bench.sent).toEqual([]);
    expect(await bench.ask("state")).toMatchObject({ buckets: 1 });
    bench.state = ENABLED;
    await bench.system.advance(41_000);
    expect(bench.values()).toEqual([["c:sessions/session@none", 4]]);
    await bench.system.stop();
  });

  test("who cannot take them now gets them later", async () => {
    const bench = new Bench();
    bench.takes = false;
    bench.merge(counter("session", 4));
    await bench.system.advance(41_000);
    bench.takes = true;
    await bench.system.advance(41_000);
    expect(bench.values()).toEqual([["c:sessions/session@none", 4]]);
    await bench.system.stop();
  });

  test("a closed project's are dropped", async () => {
    const bench = new Bench();
    bench.state = DISABLED;
    bench.merge(counter("session", 4), counter("other", 1));
    await bench.system.advance(41_000);
    expect([bench.sent, bench.lost]).toEqual([[], [["disabled_project", 2]]]);
    await bench.system.stop();
  });

  test("a limited namespace's are dropped with their outcome, others go", async () => {
    const bench = new Bench();
    bench.check = (category, namespace) =>
      category === "metric_bucket" && namespace === "spans"
        ? [
            {
              categories: ["metric_bucket"],
              scope: { kind: "key", id: KEY },
              reasonCode: "too many",
              namespaces: ["spans"],
              expiresAtMs: START_MS + 1e6,
            },
          ]
        : [];
    bench.merge(counter("usage", 3, "spans"), counter("session", 1), counter("invalid", 1, "outcomes"));
    await bench.system.advance(41_000);
    expect(bench.values().map(([name]) => name)).toEqual([
      "c:sessions/session@none",
      "c:outcomes/invalid@none",
    ]);
    expect(bench.limited).toEqual([
      [
        "too many",
        [
          { category: "metric_bucket", quantity: 1 },
          { category: "span", quantity: 3 },
        ],
      ],
    ]);
    await bench.system.stop();
  });

  test("a full aggregator says so until it has flushed", async () => {
    const bench = new Bench({ maxTotalBytes: 1 });
    bench.merge(counter("session", 1), counter("other", 1), counter("third", 1));
    expect(await bench.ask("state")).toMatchObject({ isFull: true, buckets: 1 });
    expect(bench.lost).toEqual([["total_bytes", 2]]);
    await bench.system.advance(41_000);
    expect(await bench.ask("state")).toMatchObject({ isFull: false, buckets: 0 });
    await bench.system.stop();
  });
});
