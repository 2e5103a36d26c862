import { expect, test } from "bun:test";
import { sightingOf } from "./sdk-sighting.ts";

test("the JavaScript SDK's warning before a timeout", () => {
  const event = {
    message: "Possible function timeout: orders",
    level: "warning",
    contexts: {
      "aws.lambda": { aws_request_id: "r1" },
      trace: { trace_id: "a".repeat(32), span_id: "b".repeat(16) },
    },
  };
  expect(sightingOf(event)).toEqual({
    requestId: "r1",
    timeoutWarning: true,
    fatal: false,
    trace: { traceId: "a".repeat(32), spanId: "b".repeat(16) },
  });
});

test("the Python SDK's, which keeps its request id in extra", () => {
  const event = {
    exception: { values: [{ type: "ServerlessTimeoutWarning" }] },
    extra: { lambda: { aws_request_id: "r2" } },
  };
  expect(sightingOf(event)).toMatchObject({ requestId: "r2", timeoutWarning: true });
});

test("an ordinary event tells its trace, a fatal one the end of the process", () => {
  expect(sightingOf({ level: "fatal" })).toEqual({
    requestId: undefined,
    timeoutWarning: false,
    fatal: true,
    trace: undefined,
  });
  expect(sightingOf({ contexts: { trace: { trace_id: "short" } } })?.trace).toBeUndefined();
  for (const payload of [null, 1, "x", []]) expect(sightingOf(payload)).toBeUndefined();
});
