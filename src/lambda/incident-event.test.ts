import { expect, test } from "bun:test";
import { incidentEvent } from "./incident-event.ts";
import { Invocations } from "./invocations.ts";
import { ENVIRONMENT } from "./testkit/environment.ts";

const T = 1_800_000_000_000;
const ORIGIN = { release: "orders@1", environmentName: "production", sdkVersion: "0.1.0" };

function timeout(traceId?: string) {
  const invocations = new Invocations();
  invocations.invoke(
    {
      type: "invoke",
      requestId: "r1",
      deadlineMs: T + 3_000,
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:orders",
      traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    },
    T,
  );
  const trace = traceId ? { traceId, spanId: "b".repeat(16) } : undefined;
  invocations.sdkReported({ requestId: "r1", timeoutWarning: false, fatal: false, trace });
  const [incident] = invocations.shutdown(
    { type: "shutdown", reason: "timeout", rawReason: "timeout", deadlineMs: T + 5_000 },
    T + 3_000,
  );
  if (!incident) throw new Error("a timeout is an incident");
  return incidentEvent(incident, ENVIRONMENT, { runtimeVersion: "nodejs:24.v7" }, ORIGIN);
}

test("a timeout says what, where and for which request", () => {
  const event = timeout();
  expect(event).toMatchObject({
    timestamp: (T + 3_000) / 1000,
    platform: "node",
    level: "fatal",
    transaction: "orders",
    release: "orders@1",
    environment: "production",
    exception: { values: [{ type: "FunctionTimeout", value: "Task timed out after 3.00 seconds" }] },
    contexts: {
      "aws.lambda": {
        aws_request_id: "r1",
        function_name: "orders",
        invoked_function_arn: "arn:aws:lambda:eu-west-1:123456789012:function:orders",
        memory_limit_in_mb: 128,
        cold_start: true,
        xray_trace: "1-5759e988-bd862e3fe1be46a994272793",
      },
      trace: { trace_id: "5759e988bd862e3fe1be46a994272793", parent_span_id: "53995c3f42cd8ad8" },
    },
  });
});

test("the SDK's own trace wins over X-Ray's", () => {
  expect(timeout("a".repeat(32))).toMatchObject({
    contexts: { trace: { trace_id: "a".repeat(32), parent_span_id: "b".repeat(16) } },
  });
});

test("the same incident has the same event id, so that sent twice it is one", () => {
  expect(timeout().event_id).toBe(timeout("a".repeat(32)).event_id as string);
  expect(timeout().event_id).toMatch(/^[0-9a-f]{32}$/);
});
