import { describe, expect, test } from "bun:test";
import { DEFAULT_LOG_LIMITS } from "./function-logs.ts";
import { Invocations } from "./invocations.ts";
import { MadeEnvelopes } from "./made-envelopes.ts";
import { parseTelemetry } from "./telemetry-records.ts";
import { ENVIRONMENT } from "./testkit/environment.ts";

const T = 1_800_000_000_000;
const DSN = `https://${"a".repeat(32)}@sentry.example/1`;
function made(settings: { dsn?: string | undefined; incidents?: boolean } = {}) {
  const options = {
    environment: ENVIRONMENT,
    origin: { release: undefined, environmentName: undefined, sdkVersion: "0.0.0" },
    incidents: settings.incidents ?? true,
    metrics: true,
    functionLogs: true,
    logLimits: DEFAULT_LOG_LIMITS,
    newId: () => "e".repeat(32),
  };
  return new MadeEnvelopes(options, new Invocations(), "dsn" in settings ? settings.dsn : DSN);
}

function take(envelopes: MadeEnvelopes, type: string, record: unknown, atMs = T): void {
  const body = JSON.stringify([{ time: new Date(atMs).toISOString(), type, record }]);
  for (const parsed of parseTelemetry(body).records) envelopes.take(parsed, atMs);
}

const REPORT = { requestId: "r1", status: "success", metrics: { durationMs: 5 } };

function itemTypes(envelope: Uint8Array | undefined): string[] {
  const lines = new TextDecoder().decode(envelope).split("\n");
  return lines
    .filter((_, index) => index % 2 === 1 && lines[index] !== "")
    .map((line) => JSON.parse(line).type);
}

describe("collected", () => {
  test("waits until it is worth a request: old, many, or asked for", () => {
    const envelopes = made();
    take(envelopes, "platform.report", REPORT);
    take(envelopes, "function", "hello\n");
    expect(envelopes.collected(T, false)).toEqual([]);
    const [sent] = envelopes.collected(T + 10_000, false);
    expect(itemTypes(sent)).toEqual(["trace_metric", "log"]);
    expect(envelopes.collected(T + 20_000, true)).toEqual([]);
  });

  test("logs go a hundred at a time", () => {
    const envelopes = made();
    for (let n = 0; n < 250; n += 1) take(envelopes, "function", `line ${n}\n`);
    const sent = envelopes.collected(T, false);
    expect(sent.map(itemTypes)).toEqual([["log"], ["log"], ["log"]]);
  });

  test("without a DSN nothing is sent, and nothing grows without bounds", () => {
    const envelopes = made({ dsn: undefined });
    for (let n = 0; n < 2_000; n += 1) take(envelopes, "platform.report", REPORT);
    expect(envelopes.collected(T, true)).toEqual([]);
    envelopes.dsn = DSN;
    const [sent] = envelopes.collected(T, true);
    const header = JSON.parse(new TextDecoder().decode(sent).split("\n")[1] ?? "");
    expect(header.item_count).toBe(500);
  });
});

describe("an incident", () => {
  const incident = {
    kind: "timeout",
    errorType: undefined,
    atMs: T,
    invocation: undefined,
    durationMs: 1,
    memorySizeMb: undefined,
    maxMemoryUsedMb: undefined,
  } as const;

  test("is an envelope with its DSN and event id", () => {
    const text = new TextDecoder().decode(made().incident(incident));
    const [header, , event] = text.split("\n").map((line) => (line === "" ? undefined : JSON.parse(line)));
    expect(header).toEqual({ event_id: event.event_id, dsn: DSN });
  });

  test("is nothing where it is not wanted, or nobody said where to", () => {
    expect(made({ incidents: false }).incident(incident)).toBeUndefined();
    expect(made({ dsn: undefined }).incident(incident)).toBeUndefined();
  });
});
