import type { EventCase } from "./run-events.ts";
import { securityCases } from "./security-cases.ts";

const NOW = Date.now() / 1_000;
const DAY = 86_400;
const TRACE_ID = "a".repeat(32);
const spanId = (number: number): string => number.toString(16).padStart(16, "0");
const TRACE = { trace_id: TRACE_ID, span_id: spanId(1) };

function transaction(name: string, more: object = {}, rest: Partial<EventCase> = {}): EventCase {
  const payload = {
    type: "transaction",
    transaction: "/a/1234/b",
    start_timestamp: NOW - 2,
    timestamp: NOW,
    contexts: { trace: { ...TRACE, op: "http.server" } },
    spans: [],
    ...more,
  };
  return { name, type: "transaction", payload, ...rest };
}

function event(name: string, payload: object, rest: Partial<EventCase> = {}): EventCase {
  return { name, type: "event", payload: { timestamp: NOW, ...payload }, ...rest };
}

function span(number: number, from: number, to: number, more: object = {}): object {
  const times = { start_timestamp: NOW - 2 + from, timestamp: NOW - 2 + to };
  return { trace_id: TRACE_ID, span_id: spanId(number), parent_span_id: spanId(1), ...times, ...more };
}

const SCORES = {
  performanceScore: {
    profiles: [
      { scoreComponents: [{ measurement: "fcp", weight: 1, p10: 1, p50: 2 }] },
      {
        version: "1.2",
        condition: { op: "eq", name: "event.contexts.browser.name", value: "Chrome" },
        scoreComponents: [
          { measurement: "fcp", weight: 0.15, p10: 900, p50: 1600, optional: true },
          { measurement: "lcp", weight: 0.3, p10: 1200, p50: 2400 },
          { measurement: "cls", weight: 0.15, p10: 0.1, p50: 0.25, optional: true },
        ],
      },
      {
        condition: { op: "and", inner: [] },
        scoreComponents: [
          { measurement: "ttfb", weight: 0.5, p10: 200, p50: 400 },
          { measurement: "inp", weight: 0.5, p10: 200, p50: 400, optional: true },
        ],
      },
    ],
  },
};
const BREAKDOWNS = { breakdownsV2: { span_ops: { type: "spanOperations", matches: ["http", "db"] } } };
const CHROME = { contexts: { browser: { name: "Chrome" }, trace: TRACE } };
const HEAD = {
  trace: { trace_id: TRACE_ID, transaction: "/x/1234/y", sample_rate: "0.25", replay_id: "b".repeat(32) },
};

/** Settings of all projects while these are run. */
export const GLOBAL_CONFIG = {
  aiModelMetadata: {
    version: 1,
    models: {
      "gpt-4o": {
        costs: {
          inputPerToken: 0.01,
          outputPerToken: 0.02,
          outputReasoningPerToken: 0.03,
          inputCachedPerToken: 0.005,
          inputCacheWritePerToken: 0.006,
        },
        contextSize: 1000,
      },
      "claude*": {
        costs: {
          inputPerToken: 1,
          outputPerToken: 2,
          outputReasoningPerToken: 0,
          inputCachedPerToken: 0,
          inputCacheWritePerToken: 0,
        },
      },
    },
  },
  spanOpDefaults: {
    rules: [
      {
        condition: { op: "not", inner: { op: "eq", name: "span.data.messaging\\.system", value: null } },
        value: "message",
      },
      { condition: { op: "eq", name: "span.description", value: "zz" }, value: "zop" },
    ],
  },
};

export const EVENT_CASES: readonly EventCase[] = [
  event("a message of a browser", {
    message: "hi",
    user: { foo: 1 },
    release: "a/b",
    platform: "javascript",
    request: { url: "http://x/y?z" },
  }),
  event("an old event", { exception: [{ type: "A", value: "b" }], timestamp: NOW - 100 * DAY, level: "x" }),
  event(
    "a clock that is slow",
    { message: "x", timestamp: NOW - 7_200 },
    {
      envelope: { sent_at: new Date(Date.now() - 7_200_000).toISOString() },
    },
  ),
  event("a time before there was any", { timestamp: -5 }),
  event("a start before there was any", { start_timestamp: -5 }),
  event("an address to be inferred", { user: { ip_address: "{{auto}}" } }),
  event(
    "an address that nobody may know",
    { user: { ip_address: "{{auto}}" } },
    {
      config: { datascrubbingSettings: { scrubIpAddresses: true } },
    },
  ),
  event("inference on", { sdk: { name: "a", version: "b", settings: { infer_ip: "auto" } } }),
  event("inference off", {
    platform: "cocoa",
    sdk: { name: "a", version: "b", settings: { infer_ip: "never" } },
  }),
  event("a place", { user: { ip_address: "2.125.160.9" } }),
  event("the place of the connection", {}, { forwardedFor: "81.2.69.142" }),
  event(
    "the place of an address to be inferred",
    { user: { ip_address: "{{auto}}" } },
    { forwardedFor: "2.125.160.1, 1.2.3.4" },
  ),
  event("a place that is told", { user: { ip_address: "2.125.160.9", geo: { city: "x" } } }),
  event(
    "the place of an address that nobody may know",
    { user: { id: 1 } },
    {
      forwardedFor: "81.2.69.142",
      config: { datascrubbingSettings: { scrubIpAddresses: true } },
    },
  ),
  event(
    "a user that is none, and grouping",
    { foo: 1, user: 5 },
    { config: { groupingConfig: { id: "x" } } },
  ),
  event("a trace's head", { contexts: { trace: { ...TRACE, client_sample_rate: 0.3 } } }, { envelope: HEAD }),
  event("another replay", { contexts: { replay: { replay_id: "c".repeat(32) } } }, { envelope: HEAD }),
  transaction("a name that is a path", { transaction_info: { source: "url" } }, { envelope: HEAD }),
  transaction("ends before it starts", { timestamp: NOW - 10 }),
  transaction("of no trace", { contexts: {} }),
  transaction("too old to be counted", { start_timestamp: NOW - 6 * DAY }),
  transaction(
    "a rule for names",
    { transaction: "/user/jane/blog", transaction_info: { source: "url" } },
    {
      config: {
        txNameRules: [
          {
            pattern: "/user/*/**",
            expiry: "2099-01-01T00:00:00Z",
            redaction: { method: "replace", substitution: "*" },
          },
        ],
      },
    },
  ),
  transaction(
    "limits of measurements",
    {
      measurements: {
        lcp: { value: -5 },
        foo: { value: 1 },
        bar: { value: 2 },
        fcp: { value: 5, unit: "second" },
        baz: { value: 3 },
      },
    },
    {
      config: {
        measurements: {
          builtinMeasurements: [
            { name: "lcp", unit: "millisecond" },
            { name: "fcp", unit: "millisecond" },
          ],
          maxCustomMeasurements: 2,
        },
      },
    },
  ),
  transaction(
    "a score",
    { ...CHROME, measurements: { lcp: { value: 2000 }, fcp: { value: 0 } } },
    { config: SCORES },
  ),
  transaction(
    "another score",
    { ...CHROME, measurements: { fcp: { value: 5 }, ttfb: { value: 300 } } },
    { config: SCORES },
  ),
  transaction("no score", { measurements: { foo: { value: 5 } } }, { config: SCORES }),
  transaction(
    "breakdowns",
    {
      spans: [
        span(2, 0, 1, { op: "http.client" }),
        span(3, 0.5, 1.5, { op: "http" }),
        span(4, 0, 0.25, { op: "db.sql" }),
        span(5, 0, 2, { op: "foo" }),
      ],
      breakdowns: { x: { y: { value: 1 } } },
    },
    { config: BREAKDOWNS },
  ),
  transaction("breakdowns of the sender", { breakdowns: { x: { y: { value: 1 } } } }),
  transaction("names of attributes", {
    spans: [span(2, 0, 1, { data: { "http.method": "GET", "db.operation": "x" } })],
  }),
  transaction("segments", {
    transaction: "/q/55/w",
    spans: [
      span(2, 0, 1, { data: { "sentry.dsc.transaction": "old", "sentry.segment.name": "z" } }),
      span(3, 0, 1, { data: { "sentry.segment.name": "" } }),
    ],
  }),
  transaction("operations by rule", {
    spans: [
      span(2, 0, 1, { data: { "messaging.system": "q" } }),
      span(3, 0, 1, { description: "zz" }),
      span(4, 0, 1),
    ],
  }),
  transaction("AI", {
    contexts: { trace: { ...TRACE, op: "gen_ai.chat", data: { "gen_ai.usage.input_tokens": 5 } } },
    spans: aiSpans(),
  }),
  ...securityCases(),
];

function aiSpans(): readonly object[] {
  const ops =
    "ai.run.generateText ai.pipeline.stream_object ai.streamText.x ai.streamText.doStream.x ai.toolCallX gen_ai.handoff gen_ai.memory.client ai.processor gen_ai.foo gen_ai ai.";
  const names = "invoke_agent execute_tool processor_run upsert_memory chat memory".split(" ");
  const models =
    "gpt-4o-2024-05-13 gpt-4o@20240513 gpt-4o/20240513 gpt-4o_v1:0 gpt-4o-20240513-v2:0 gpt-4o-v2-20240513 gpt-4o-240513 GPT-4o claude-x gpt-4o-v1beta gpt-4o-v1-foo";
  return [
    ...ops.split(" ").map((op) => span(2, 0, 1, { op })),
    ...names.map((name) =>
      span(2, 0, 1, { data: { "gen_ai.operation.name": name, "gen_ai.function_id": "f" } }),
    ),
    ...models.split(" ").map((model) => {
      const tokens = {
        "gen_ai.usage.output_tokens": 30,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.input_tokens.cached": 20,
        "gen_ai.usage.input_tokens.cache_write": 3,
        "gen_ai.usage.output_tokens.reasoning": 10,
      };
      return span(2, 0, 1, { op: "gen_ai.chat", data: { "gen_ai.request.model": model, ...tokens } });
    }),
    span(2, 0, 1, {
      op: "ai.x",
      measurements: { ai_total_tokens_used: { value: 10 }, ai_prompt_tokens_used: { value: 4 } },
    }),
    span(2, 0, 1, {
      op: "gen_ai.x",
      data: { "gen_ai.usage.total_tokens": 5, "gen_ai.response.model": "claude" },
    }),
  ];
}
