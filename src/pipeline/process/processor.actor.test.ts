import { describe, expect, test } from "bun:test";
import { DEFAULT_GLOBAL_CONFIG } from "../../domain/project/global-config.ts";
import { DISABLED, parseProjectState } from "../../domain/project/project-state.ts";
import type { Rejection } from "../../domain/protocol/rejection.ts";
import { within } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { GlobalReads } from "../../services/global-config/global-reads.ts";
import { ProjectReads } from "../../services/projects/project-reads.ts";
import { type HeldEnvelope, holdEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";
import { parseStoredEnvelope } from "../parse/parse-envelope.ts";
import { Processor } from "./processor.actor.ts";
import type { EnvelopeProcessor, ProcessContext } from "./processor.ts";

const KEY = "a".repeat(32);
const OTHER = "b".repeat(32);

function held(headers: object = {}, items = ['{"type":"event"}\n{}'], limited?: number): HeldEnvelope {
  const header = { dsn: `http://${KEY}:@upstream/7`, version: 7, ...headers };
  const parsed = parseStoredEnvelope(utf8Bytes([JSON.stringify(header), ...items, ""].join("\n")), 0);
  if (!parsed.ok) throw new Error("the envelope cannot be read");
  const counted = limited === undefined ? undefined : parsed.value.items[limited];
  if (counted) counted.rateLimited = true;
  return holdEnvelope(parsed.value, "identity");
}

class Bench {
  readonly system = TestSystem.start({ startMs: Date.UTC(2026, 10, 24) });
  readonly projects = new ProjectReads({ monotonic: () => 0 });
  readonly sent: HeldEnvelope[] = [];
  readonly rejected: [Rejection, string | undefined][] = [];
  readonly contexts: ProcessContext[] = [];
  result: (index: number) => SinkResult = () => ({ kind: "done" });
  process: EnvelopeProcessor = (envelope) => [envelope];

  constructor() {
    this.know(KEY, { upstream: "https://elsewhere.example/" });
  }

  know(publicKey: string, more: object = {}): void {
    const json = { projectId: 42, organizationId: 1, publicKeys: [{ publicKey }], config: {}, ...more };
    const parsed = parseProjectState(JSON.stringify(json));
    if (!parsed.ok) throw new Error(parsed.error);
    this.projects.learn([{ publicKey, state: parsed.value, freshForMs: 1_000 }]);
  }

  async deliver(envelope: HeldEnvelope): Promise<SinkResult> {
    const sender = this.system.probe<SinkProtocol>();
    sender.respond("deliver", (one) => this.result(this.sent.push(one) - 1));
    const processor = this.system.spawn<SinkProtocol>(
      () =>
        new Processor({
          sender: sender.address,
          projects: this.projects,
          global: new GlobalReads({ config: DEFAULT_GLOBAL_CONFIG, isReady: true }),
          process: (one, ctx) => {
            this.contexts.push(ctx);
            return this.process(one, ctx);
          },
          encoding: "identity",
          now: () => this.system.clock.nowMs(),
          rejected: (_, rejection, scoping) => this.rejected.push([rejection, scoping.projectId]),
        }),
    );
    const answer = processor.ask("deliver", envelope, within(1_000));
    await this.system.settle();
    const result = await answer;
    await this.system.stop();
    return result;
  }
}

describe("an envelope", () => {
  test("goes on at home, with the time it is sent", async () => {
    const bench = new Bench();
    expect(await bench.deliver(held())).toEqual({ kind: "done" });
    expect(bench.sent[0]).toMatchObject({
      isProcessed: true,
      delivery: { projectId: "42", upstream: "https://elsewhere.example" },
    });
    const [header] = utf8Text((bench.sent[0] as HeldEnvelope).body).split("\n");
    expect(JSON.parse(header as string)).toMatchObject({
      dsn: `http://${KEY}:@upstream/42`,
      sent_at: "2026-11-24T00:00:00.000Z",
    });
  });

  test("remembers which of its items were counted at the door", async () => {
    const bench = new Bench();
    const seen: boolean[] = [];
    bench.process = (envelope) => {
      seen.push(...envelope.items.map(({ rateLimited }) => rateLimited));
      return [envelope];
    };
    const dump = '{"type":"attachment","attachment_type":"event.minidump"}\nMDMP';
    await bench.deliver(held({}, ['{"type":"attachment"}\nx', dump], 1));
    expect(seen).toEqual([false, true]);
  });

  test("that was processed before is only sent", async () => {
    const bench = new Bench();
    const done: HeldEnvelope = { ...held(), isProcessed: true };
    await bench.deliver(done);
    expect([bench.contexts.length, bench.sent[0] === done]).toEqual([0, true]);
  });

  test("may end, or become several; those that cannot be sent come back, the others do not", async () => {
    const bench = new Bench();
    bench.process = (envelope) => [envelope, envelope, envelope, envelope];
    bench.result = (index) =>
      [
        { kind: "done" },
        { kind: "retry", outage: false },
        { kind: "refused" },
        { kind: "retry", outage: true },
      ][index] as SinkResult;
    const result = await bench.deliver(held());
    expect(result).toMatchObject({ kind: "retry", outage: true });
    expect(result.kind === "retry" && result.instead).toEqual([
      bench.sent[1],
      bench.sent[3],
    ] as HeldEnvelope[]);
    expect(bench.rejected).toEqual([[{ outcome: "invalid", reason: "internal" }, "42"]]);

    const empty = new Bench();
    empty.process = () => [];
    expect(await empty.deliver(held())).toEqual({ kind: "done" });
    expect(empty.sent).toEqual([]);
  });

  test("that a processor chokes on, or that needs a feature, ends with an outcome", async () => {
    const choking = new Bench();
    choking.process = () => {
      throw new Error("no");
    };
    expect(await choking.deliver(held())).toEqual({ kind: "done" });
    expect(choking.rejected).toEqual([[{ outcome: "invalid", reason: "internal" }, "42"]]);

    const needing = new Bench();
    await needing.deliver(held({ required_features: ["organizations:session-replay"] }));
    expect(needing.rejected).toEqual([[{ outcome: "invalid", reason: "feature_disabled" }, "42"]]);
    expect(needing.contexts).toEqual([]);
  });

  test("waits again when its project went away", async () => {
    const bench = new Bench();
    bench.projects.forget([KEY]);
    expect(await bench.deliver(held())).toEqual({ kind: "retry", outage: false });
  });
});

test("a sampling project has a say when it is of the same organization", async () => {
  const trace = { trace_id: "4c79f60c11214eb38604f4ae0781bfb2", public_key: OTHER };
  const samplingOf = async (prepare: (bench: Bench) => void) => {
    const bench = new Bench();
    prepare(bench);
    await bench.deliver(held({ trace }));
    return bench.contexts[0]?.samplingProject?.publicKeys[0]?.publicKey;
  };
  expect(await samplingOf((bench) => bench.know(OTHER))).toBe(OTHER);
  expect(await samplingOf((bench) => bench.know(OTHER, { organizationId: 2 }))).toBeUndefined();
  expect(
    await samplingOf(
      (bench) => void bench.projects.learn([{ publicKey: OTHER, state: DISABLED, freshForMs: 1 }]),
    ),
  ).toBeUndefined();
});
