import { describe, expect, test } from "bun:test";
import type { ProjectConfig } from "../../domain/project/project-config.ts";
import type { ProjectInfo } from "../../domain/project/project-state.ts";
import type { Item } from "../../domain/protocol/item.ts";
import { rejectionReason } from "../../domain/protocol/rejection.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import type { DropsProtocol } from "../../services/drops/protocol.ts";
import { GlobalReads } from "../../services/global-config/global-reads.ts";
import type { MetricsProtocol } from "../../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../../services/outcomes/protocol.ts";
import { Rejections } from "../../services/outcomes/rejections.ts";
import { ProjectReads } from "../../services/projects/project-reads.ts";
import { type HeldEnvelope, holdEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";
import { LedgerBook } from "../ledger.ts";
import { envelopeProcessor } from "./envelope-processor.ts";
import { Processor } from "./processor.actor.ts";
import { envelope, item, KEY, NOW_MS, OPTIONS, projectOf } from "./testkit/process-bench.ts";

class Bench {
  readonly system = TestSystem.start({ startMs: NOW_MS + 5_000 });
  readonly sender = this.system.probe<SinkProtocol>();
  readonly metrics = this.system.probe<MetricsProtocol>();
  readonly outcomes = this.system.probe<OutcomesProtocol>();
  readonly drops = this.system.probe<DropsProtocol>();
  readonly rejected: string[] = [];
  readonly #projects = new ProjectReads({ monotonic: () => 0 });
  readonly #now = () => this.system.clock.nowMs();
  answer: (held: HeldEnvelope) => SinkResult | Promise<SinkResult> = () => ({ kind: "done" });
  readonly #processor = this.system.spawn(
    new Processor({
      sender: this.sender.respond("deliver", (held) => this.answer(held)).address,
      projects: this.#projects,
      global: new GlobalReads(),
      now: this.#now,
      encoding: "identity",
      rejected: (_, rejection) => this.rejected.push(String(rejectionReason(rejection))),
      process: envelopeProcessor({
        limitsOf: () => undefined,
        metrics: this.metrics.address,
        outcomes: this.outcomes.address,
        rejections: new Rejections({
          outcomes: this.outcomes.address,
          drops: this.drops.address,
          now: this.#now,
        }),
        book: new LedgerBook({
          strict: true,
          sink: { rejected: (rejection) => this.rejected.push(String(rejectionReason(rejection))) },
        }),
        options: OPTIONS,
      }),
    }),
  );

  constructor(config: Partial<ProjectConfig> = {}, project: Partial<ProjectInfo> = {}) {
    const state = { status: "enabled", project: { ...projectOf(config), ...project } } as const;
    this.#projects.learn([{ publicKey: KEY, state, freshForMs: 1e9 }]);
  }

  async deliver(held: HeldEnvelope): Promise<SinkResult> {
    const result = this.#processor.ask("deliver", held);
    await this.system.settle();
    return result;
  }

  /** What the sender was given, as text. */
  sent(): string[] {
    return this.sender.drain().map((message) => utf8Text((message as { msg: HeldEnvelope }).msg.body));
  }
}

const hold = (...items: Item[]) => holdEnvelope(envelope(items), "zstd");

describe("an envelope", () => {
  test("becomes one per family, with the time it leaves here", async () => {
    const bench = new Bench();
    expect(await bench.deliver(hold(item("event", { a: 1.0 }), item("session")))).toEqual({ kind: "done" });
    const [session, event, ...others] = bench.sent();
    expect(others).toEqual([]);
    expect(session).toContain('{"type":"session"');
    expect(event).toStartWith(
      `{"event_id":"3bf0c84598b54c10b0215873d2d35a03","dsn":"http://${KEY}:@up/42","version":7,"sent_at":"2026-11-24T02:50:05.000Z"}\n{"type":"event"`,
    );
    await bench.system.stop();
  });

  test("of which a part cannot be sent is done, but for that part", async () => {
    const bench = new Bench();
    const whole = hold(item("event"), item("check_in"));
    bench.answer = (held) =>
      utf8Text(held.body).includes("check_in") ? { kind: "done" } : { kind: "retry", outage: true };
    const result = await bench.deliver(whole);
    expect(result).toMatchObject({ kind: "retry", outage: true, instead: [{ isProcessed: true }] });
    const [part] = (result as unknown as { instead: readonly [HeldEnvelope] }).instead;
    bench.sender.drain();
    bench.answer = () => ({ kind: "done" });
    expect(await bench.deliver(part)).toEqual({ kind: "done" });
    expect(bench.sent()).toEqual([utf8Text(part.body)]); // as it was, not processed again
    await bench.system.stop();
  });

  test("that nobody will ever take has an outcome", async () => {
    const bench = new Bench();
    bench.answer = () => ({ kind: "refused" });
    expect(await bench.deliver(hold(item("event")))).toEqual({ kind: "done" });
    expect(bench.rejected).toEqual(["internal"]);
    await bench.system.stop();
  });

  test("goes to its project's own upstream", async () => {
    const bench = new Bench({}, { upstream: "https://elsewhere" });
    await bench.deliver(hold(item("event")));
    expect(bench.sender.drain()).toMatchObject([{ msg: { delivery: { upstream: "https://elsewhere" } } }]);
    await bench.system.stop();
  });
});

describe("a project", () => {
  test("that lacks what the endpoint needs", async () => {
    const bench = new Bench();
    const sent = envelope([item("event")], { requiredFeatures: ["organizations:unheard-of"] });
    await bench.deliver(holdEnvelope(sent, "zstd"));
    expect(bench.rejected).toEqual(["feature_disabled"]);
    await bench.system.stop();
  });

  test("with session metrics: sessions go to the aggregator", async () => {
    const bench = new Bench({ sessionMetricsVersion: 1 });
    const started = "2026-11-24T02:49:00Z";
    await bench.deliver(hold(item("session", { init: true, started, attrs: { release: "a@1" } })));
    expect(bench.metrics.drain()).toMatchObject([{ type: "merge", msg: [{ publicKey: KEY }] }]);
    expect(bench.sender.size).toBe(0);
    await bench.system.stop();
  });

  test("what its clients report is counted and explained", async () => {
    const bench = new Bench();
    const discarded_events = [{ reason: "queue_overflow", category: "error", quantity: 2 }];
    await bench.deliver(hold(item("client_report", { discarded_events })));
    expect(bench.outcomes.drain()).toMatchObject([
      { msg: [{ kind: "client_discard", quantity: 2, timestampMs: NOW_MS, scoping: { keyId: 7 } }] },
    ]);
    expect(bench.drops.drain()).toMatchObject([{ msg: [{ stage: "sdk", reason: "queue_overflow" }] }]);
    await bench.system.stop();
  });
});
