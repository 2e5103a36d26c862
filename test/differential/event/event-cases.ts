import type { EventCase } from "./run-events.ts";

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
  ...securityCases(),
];

function securityCases(): readonly EventCase[] {
  const report = (body: object) => ({
    "csp-report": { "document-uri": "https://example.com/foo?q=1", ...body },
  });
  const blocked = [
    "inline",
    "https",
    "",
    "self",
    "https://x.com:8443/a?b#c",
    "https://api.stripe.com/a?b",
    "data:text/plain,x",
    "chrome-extension://abc/x",
  ];
  const payloads: readonly (readonly [name: string, payload: unknown])[] = [
    ...blocked.map(
      (uri) => [`blocked: ${uri}`, report({ "effective-directive": "img-src", "blocked-uri": uri })] as const,
    ),
    ...["script-src", "script-src-attr", "style-src-elem", "form-action", "base-uri"].map(
      (directive) => [`directive: ${directive}`, report({ "effective-directive": directive })] as const,
    ),
    [
      "own addresses",
      report({ "violated-directive": "img-src 'none' https://example.com/foo foo.com https: data:" }),
    ],
    [
      "of the Reporting API",
      {
        type: "csp-violation",
        body: { effectiveDirective: "img-src", blockedURL: "inline", statusCode: 200 },
      },
    ],
    ["another report", { type: "deprecation", body: {} }],
    ["no report", { foo: 1 }],
    ["a report of nothing", { "csp-report": {} }],
  ];
  const itemHeaders = { sentry_release: "rel", sentry_environment: "env" };
  return payloads.map(([name, payload]) => ({ name, type: "raw_security", payload, itemHeaders }));
}
