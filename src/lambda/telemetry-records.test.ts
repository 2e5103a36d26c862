import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseTelemetry } from "./telemetry-records.ts";

const TIME = "2026-11-24T03:00:00.000Z";
const AT = Date.parse(TIME);

function one(type: string, record: unknown) {
  return parseTelemetry(JSON.stringify([{ time: TIME, type, record }])).records[0];
}

describe("records", () => {
  test("start, runtimeDone and report of one invocation", () => {
    expect(one("platform.start", { requestId: "r1", tracing: { value: "Root=x" } })).toEqual({
      type: "start",
      timeMs: AT,
      requestId: "r1",
      functionArn: undefined,
      traceHeader: "Root=x",
    });
    expect(
      one("platform.runtimeDone", { requestId: "r1", status: "success", metrics: { durationMs: 31.2 } }),
    ).toEqual({
      type: "runtime_done",
      timeMs: AT,
      requestId: "r1",
      status: "success",
      errorType: undefined,
      durationMs: 31.2,
    });
    const report = one("platform.report", {
      requestId: "r1",
      status: "success",
      metrics: {
        durationMs: 46,
        billedDurationMs: 47,
        memorySizeMB: 128,
        maxMemoryUsedMB: 97,
        initDurationMs: 212.4,
      },
      spans: [{ name: "extensionOverhead", durationMs: 12 }],
    });
    expect(report).toMatchObject({
      billedDurationMs: 47,
      initDurationMs: 212.4,
      memorySizeMb: 128,
      maxMemoryUsedMb: 97,
      extensionOverheadMs: 12,
    });
  });

  test("init and restore", () => {
    expect(one("platform.initStart", { phase: "init", runtimeVersion: "nodejs:24.v7" })).toMatchObject({
      type: "init",
      step: "start",
      phase: "init",
      status: undefined,
      runtimeVersion: "nodejs:24.v7",
    });
    expect(
      one("platform.initRuntimeDone", { phase: "invoke", status: "error", errorType: "Runtime.ExitError" }),
    ).toMatchObject({ step: "done", phase: "invoke", status: "error", errorType: "Runtime.ExitError" });
    expect(one("platform.restoreReport", { status: "success", metrics: { durationMs: 70.9 } })).toMatchObject(
      {
        step: "report",
        phase: "restore",
        durationMs: 70.9,
      },
    );
  });

  test("lines as strings (2022-07-01) and as objects (2022-12-13 and later)", () => {
    expect(one("function", "plain\n")).toMatchObject({ type: "line", stream: "function", line: "plain\n" });
    expect(one("extension", { message: "x" })).toMatchObject({ stream: "extension", line: { message: "x" } });
  });

  test("logsDropped", () => {
    expect(one("platform.logsDropped", { droppedRecords: 3, droppedBytes: 9 })).toEqual({
      type: "dropped",
      records: 3,
      bytes: 9,
    });
  });
});

describe("garbage", () => {
  test("one broken record costs nothing but itself", () => {
    const body = JSON.stringify([
      17,
      { type: 4 },
      { type: "platform.report", record: {} },
      { type: "platform.brandNew", record: {} },
      { type: "platform.start", record: { requestId: "r1" } },
    ]);
    expect(parseTelemetry(body)).toMatchObject({ malformed: 3, records: [{ type: "start", timeMs: 0 }] });
  });

  test("any body is read without throwing", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => void parseTelemetry(body)));
    const record = fc.record({
      time: fc.anything(),
      type: fc.constantFrom("platform.start", "platform.report", "platform.initReport", "function"),
      record: fc.anything(),
    });
    fc.assert(
      fc.property(fc.array(record), (records) => {
        let body = "[]";
        try {
          body = JSON.stringify(records);
        } catch {} // cycles and bigints cannot arrive as JSON
        parseTelemetry(body);
      }),
    );
  });
});
