import { describe, expect, test } from "bun:test";
import { FunctionLogs } from "./function-logs.ts";
import { Invocations } from "./invocations.ts";
import { parseLogLine } from "./log-line.ts";
import { ENVIRONMENT } from "./testkit/environment.ts";

const T = 1_800_000_000_000;
const TRACE = "c".repeat(32);
const ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
function logs(perSecond = 100): FunctionLogs {
  return new FunctionLogs(ENVIRONMENT, new Invocations(), { perSecond, maxBodyBytes: 64, maxWaiting: 50 });
}

function line(text: string | Record<string, unknown>) {
  return { type: "line", stream: "function", timeMs: T, line: text } as const;
}

describe("lines", () => {
  test.each([
    [`2026-11-24T03:00:00.000Z\t${ID}\tERROR\tboom\n`, "error", "boom", ID],
    [`[WARNING]\t2026-11-24T03:00:00.000Z\t${ID}\tcareful\n`, "warn", "careful", ID],
    ["just text\n", "info", "just text", undefined],
    [`{"level":"FATAL","message":"gone","requestId":"${ID}"}`, "fatal", "gone", ID],
    ['{"level":50,"msg":"pino"}', "error", "pino", undefined],
  ])("%s", (text, level, body, requestId) => {
    expect(parseLogLine(text, 1_000)).toMatchObject({ level, body, requestId });
  });

  test("structured ones keep their other fields as attributes", () => {
    const parsed = parseLogLine(
      { timestamp: "2026-11-24T03:00:00Z", level: "INFO", message: "paid", total: 9.5 },
      99,
    );
    expect(parsed).toMatchObject({
      body: "paid",
      attributes: { total: 9.5 },
      timeMs: Date.parse("2026-11-24T03:00:00Z"),
    });
  });

  test("the platform's own lines are none of the function's", () => {
    expect(parseLogLine(`START RequestId: ${ID} Version: 1\n`, 99)).toBeUndefined();
    expect(parseLogLine(`REPORT RequestId: ${ID}\tDuration: 1 ms\n`, 99)).toBeUndefined();
    expect(parseLogLine("\n", 99)).toBeUndefined();
  });
});

describe("limits", () => {
  test("a long line is clipped at a character", () => {
    const made = logs();
    made.add(line("é".repeat(100)), T, TRACE);
    const body = made.drain()[0]?.body ?? "";
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64);
    expect(body).toMatch(/^é+…$/);
  });

  test("more lines than the rate are dropped and counted, and frozen time earns no more than the burst", () => {
    const made = logs(1);
    for (let index = 0; index < 15; index += 1) made.add(line(`line ${index}`), T, TRACE);
    expect(made.dropped).toBe(5);
    expect(made.drain()).toHaveLength(10);
    const hourLater = T + 3_600_000;
    for (let index = 0; index < 15; index += 1) made.add(line(`line ${index}`), hourLater, TRACE);
    expect(made.drain()).toHaveLength(10);
  });

  test("our own lines never come back as logs", () => {
    const made = logs();
    made.add(line("[baton] upstream is down"), T, TRACE);
    made.add(line({ message: "[baton] upstream is down" }), T, TRACE);
    expect(made.drain()).toEqual([]);
  });
});

test("a line of a known request carries its ids", () => {
  const invocations = new Invocations();
  invocations.invoke(
    { type: "invoke", requestId: ID, deadlineMs: T, functionArn: "arn", traceHeader: undefined },
    T,
  );
  invocations.sdkReported({
    requestId: ID,
    timeoutWarning: false,
    fatal: false,
    trace: { traceId: "d".repeat(32), spanId: undefined },
  });
  const made = new FunctionLogs(ENVIRONMENT, invocations);
  made.add(line("hello"), T, TRACE);
  expect(made.drain()[0]).toMatchObject({
    timestamp: T / 1000,
    trace_id: "d".repeat(32),
    level: "info",
    attributes: {
      "faas.invocation_id": { type: "string", value: ID },
      "faas.name": { type: "string", value: "orders" },
    },
  });
});
