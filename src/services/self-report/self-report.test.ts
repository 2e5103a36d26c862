import { describe, expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { LogRecord } from "../../kernel/telemetry/log.ts";
import { ReportLimit } from "./report-limit.ts";
import { type Delivered, SelfReport, type SelfReportProtocol } from "./self-report.actor.ts";

const RECORD: LogRecord = {
  timeMs: 1_000_000,
  level: "error",
  target: "baton::upstream",
  message: "the upstream is out of reach",
  fields: { error: "connection refused", "tags.attempt": 3, code: "BATON_HTTP_CONNECT" },
};
const IDENTITY = {
  release: "baton@1",
  version: "1",
  environment: "production",
  serverName: "edge-1",
  tags: { region: "eu" },
};

function start(answer: Delivered = { status: 200, retryAfter: undefined }) {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const sent: string[] = [];
  const report = system.spawn<SelfReportProtocol>(
    () =>
      new SelfReport({
        identity: IDENTITY,
        send: async (envelope) => {
          sent.push(envelope);
          return answer;
        },
      }) as never,
  );
  return { system, sent, report };
}

describe("a line becomes an event", () => {
  test("with its error, tags and what else it says", async () => {
    const { system, sent, report } = start();
    report.send("record", RECORD);
    await system.settle();
    const [header, item, payload] = (sent[0] ?? "").split("\n").map((line) => line && JSON.parse(line));
    expect(item).toEqual({ type: "event" });
    expect(payload).toMatchObject({
      event_id: header.event_id,
      timestamp: 1_000,
      level: "error",
      logger: "baton::upstream",
      release: "baton@1",
      environment: "production",
      server_name: "edge-1",
      logentry: { formatted: "the upstream is out of reach" },
      exception: { values: [{ type: "the upstream is out of reach", value: "connection refused" }] },
      tags: { region: "eu", attempt: "3" },
      extra: { code: "BATON_HTTP_CONNECT" },
    });
    await system.stop();
  });

  test("once a minute, and never one of its own", async () => {
    const { system, sent, report } = start();
    for (let i = 0; i < 5; i++) report.send("record", RECORD);
    report.send("record", { ...RECORD, target: "baton::self_report" });
    await system.settle();
    expect(sent).toHaveLength(1);
    await system.advance(60_000);
    report.send("record", RECORD);
    await system.settle();
    expect(sent).toHaveLength(2);
    await system.stop();
  });

  test("not while the receiver asks for quiet", async () => {
    const { system, sent, report } = start({ status: 429, retryAfter: "120" });
    report.send("record", RECORD);
    await system.settle();
    await system.advance(119_000);
    report.send("record", { ...RECORD, message: "another" });
    await system.settle();
    expect(sent).toHaveLength(1);
    await system.advance(1_000);
    report.send("record", { ...RECORD, message: "another" });
    await system.settle();
    expect(sent).toHaveLength(2);
    await system.stop();
  });
});

test("a storm of different lines is cut to the allowance", () => {
  const limit = new ReportLimit({ repeatMs: 60_000, perMinute: 30, lines: 10 });
  const at = (message: string, nowMs: number) => limit.allows({ ...RECORD, message }, nowMs);
  const allowed = Array.from({ length: 1_000 }, (_, i) => at(`line ${i}`, 0)).filter(Boolean);
  expect(allowed).toHaveLength(30);
  expect(at("later", 2_000)).toBe(true);
  expect(at("again", 2_000)).toBe(false);
});
