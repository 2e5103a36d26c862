import { describe, expect, test } from "bun:test";
import {
  parseEvent,
  parseRegistration,
  refusesIdentifier,
  refusesInvoke,
  shutdownReason,
  subscribeBody,
  subscribeOutcome,
} from "./extensions-api.ts";

const INVOKE = {
  eventType: "INVOKE",
  deadlineMs: 1795489322076,
  requestId: "e15e88ef",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:f:alias",
  tracing: { type: "X-Amzn-Trace-Id", value: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" },
};

describe("register", () => {
  test("keeps identifier and function, account only where told", () => {
    const body = JSON.stringify({ functionName: "f", functionVersion: "$LATEST", handler: "index.handler" });
    expect(parseRegistration({ status: 200, identifier: "id-1", body })).toEqual({
      ok: true,
      value: {
        identifier: "id-1",
        functionName: "f",
        functionVersion: "$LATEST",
        handler: "index.handler",
        accountId: undefined,
      },
    });
  });

  test("goes on with an unreadable body, not without an identifier", () => {
    expect(parseRegistration({ status: 200, identifier: "id-1", body: "<html>" }).ok).toBe(true);
    expect(parseRegistration({ status: 200, body: "{}" }).ok).toBe(false);
  });

  test("tells managed instances' refusal of INVOKE from every other one", () => {
    const refused = parseRegistration({
      status: 403,
      body: '{"errorType":"Extension.InvalidEventType","errorMessage":"INVOKE: ErrorInvalidEventType"}',
    });
    expect(!refused.ok && refusesInvoke(refused.error)).toBe(true);
    const closed = parseRegistration({ status: 403, body: '{"errorType":"Extension.RegistrationClosed"}' });
    expect(!closed.ok && refusesInvoke(closed.error)).toBe(false);
  });
});

describe("event/next", () => {
  test("reads INVOKE", () => {
    expect(parseEvent({ status: 200, body: JSON.stringify(INVOKE) })).toEqual({
      ok: true,
      value: {
        type: "invoke",
        requestId: "e15e88ef",
        deadlineMs: 1795489322076,
        functionArn: INVOKE.invokedFunctionArn,
        traceHeader: INVOKE.tracing.value,
      },
    });
  });

  test.each([
    ["spindown", "spindown"],
    ["SPINDOWN", "spindown"],
    ["SandboxTerminated", "spindown"],
    ["Timeout", "timeout"],
    ["TIMEOUT", "timeout"],
    ["ReleaseFail", "failure"],
    ["FAILURE", "failure"],
    ["brand-new", "unknown"],
    ["", "unknown"],
  ] as const)("shutdown reason %s is %s", (raw, reason) => {
    expect(shutdownReason(raw)).toBe(reason);
  });

  test("an unknown event type is an event, a broken body a refusal", () => {
    expect(parseEvent({ status: 200, body: '{"eventType":"RESTORE"}' })).toEqual({
      ok: true,
      value: { type: "unknown", eventType: "RESTORE" },
    });
    for (const body of ["", "[]", "null", "{", '"x"'])
      expect(parseEvent({ status: 200, body }).ok).toBe(false);
  });

  test("only a refused identifier ends the polling", () => {
    const ends = (status: number) => refusesIdentifier({ status, errorType: "x", message: "" });
    expect(ends(403)).toBe(true);
    for (const status of [0, 400, 404, 429, 500, 502]) expect(ends(status)).toBe(false);
  });
});

describe("telemetry subscription", () => {
  test("stays inside the platform's limits", () => {
    expect(JSON.parse(subscribeBody({ types: ["platform"], port: 4243 }))).toEqual({
      schemaVersion: "2025-01-29",
      types: ["platform"],
      buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 },
      destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:4243/" },
    });
  });

  test("takes the emulator's 202 for what it is", () => {
    expect([200, 202, 400, 403, 500].map(subscribeOutcome)).toEqual([
      "subscribed",
      "unsupported",
      "refused",
      "refused",
      "refused",
    ]);
  });
});
