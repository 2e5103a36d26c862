import { expect, test } from "bun:test";
import { Invocations } from "./invocations.ts";
import { containerItem, writeEnvelope } from "./item-container.ts";
import { initMetrics, reportMetrics } from "./report-metrics.ts";
import { type InitRecord, parseTelemetry, type ReportRecord } from "./telemetry-records.ts";
import { ENVIRONMENT } from "./testkit/environment.ts";

function record(type: string, fields: object): unknown {
  return parseTelemetry(JSON.stringify([{ time: "2026-11-24T03:00:00.000Z", type, record: fields }]))
    .records[0];
}

test("a report becomes one metric per figure, with the invocation's attributes", () => {
  const report = record("platform.report", {
    requestId: "r1",
    status: "success",
    metrics: {
      durationMs: 46.5,
      billedDurationMs: 47,
      memorySizeMB: 128,
      maxMemoryUsedMB: 97,
      restoreDurationMs: 0,
    },
  }) as ReportRecord;
  const invocations = new Invocations();
  const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";
  invocations.invoke({ type: "invoke", requestId: "r1", deadlineMs: 0, functionArn: "arn", traceHeader }, 0);
  const metrics = reportMetrics(report, invocations.get("r1"), ENVIRONMENT, "f".repeat(32));
  expect(metrics.map((metric) => [metric.name, metric.value])).toEqual([
    ["aws.lambda.invocations", 1],
    ["aws.lambda.duration", 46.5],
    ["aws.lambda.billed_duration", 47],
    ["aws.lambda.max_memory_used", 97 * 1024 * 1024],
    ["aws.lambda.memory_size", 128 * 1024 * 1024],
  ]);
  expect(metrics[0]).toMatchObject({
    trace_id: "5759e988bd862e3fe1be46a994272793",
    attributes: {
      "faas.invocation_id": { type: "string", value: "r1" },
      "faas.coldstart": { type: "boolean", value: true },
    },
  });
});

test("an init report is a cold start and its time", () => {
  const init = record("platform.initReport", {
    phase: "init",
    status: "success",
    metrics: { durationMs: 212.4 },
  });
  const metrics = initMetrics(init as InitRecord, ENVIRONMENT, "f".repeat(32));
  expect(metrics.map((metric) => [metric.name, metric.value])).toEqual([
    ["aws.lambda.cold_starts", 1],
    ["aws.lambda.cold_start_duration", 212.4],
  ]);
});

test("the envelope carries the container with its count, type and length", () => {
  const bytes = writeEnvelope({ dsn: "http://k@h/1" }, [containerItem("trace_metric", [{ name: "é" }])]);
  const lines = new TextDecoder().decode(bytes).split("\n");
  expect(lines[0]).toBe('{"dsn":"http://k@h/1"}');
  expect(JSON.parse(lines[1] ?? "")).toEqual({
    type: "trace_metric",
    item_count: 1,
    content_type: "application/vnd.sentry.items.trace-metric+json",
    length: Buffer.byteLength(lines[2] ?? ""),
  });
});
