import { EVENT_ID, type ManagedCase, type Part, single, TRACE_ID } from "./case.ts";
import {
  container,
  log,
  METRICS,
  metric,
  NOW_S,
  RECORDING,
  session,
  span,
  traceAttachment,
} from "./parts.ts";

type Json = Record<string, unknown>;

const attributes = (texts: Readonly<Record<string, unknown>>): Json => ({
  attributes: Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      { type: typeof value === "boolean" ? "boolean" : "string", value },
    ]),
  ),
});
const logs = (...items: unknown[]): Part => container("log", "log", items);
const metrics = (...items: unknown[]): Part => container("trace_metric", "trace-metric", items);
const spans = (...items: unknown[]): Part => container("span", "span.v2", items);
const aLog = (more: Json = {}): Json => ({ ...log, ...more });
const aMetric = (more: Json = {}): Json => ({ ...metric, ...more });
const aSpan = (more: Json = {}): Json => ({ ...span, ...more });
const oldSpan = (more: Json = {}): Part => [
  { type: "span" },
  {
    trace_id: TRACE_ID,
    span_id: "1234567812345678",
    op: "x",
    start_timestamp: NOW_S - 1,
    timestamp: NOW_S,
    is_segment: true,
    ...more,
  },
];
const replay = (more: Json = {}): readonly Part[] => [
  [
    { type: "replay_event" },
    { type: "replay_event", replay_id: EVENT_ID, segment_id: 0, timestamp: NOW_S, urls: [], ...more },
  ],
  RECORDING,
];

const LONG_AGO = NOW_S - 100 * 86_400;
const OTHER_ID = { span_id: "1234567812345679" };
const IE = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)";
const IN_TRACE = { event_id: EVENT_ID, trace: "own" };

type Row = readonly [what: string, parts: readonly Part[] | Part];
const cases = (rows: readonly Row[], more: Json = {}): readonly ManagedCase[] =>
  rows.map(([what, parts]) =>
    single(
      what,
      (typeof parts[0] === "object" && Array.isArray(parts[0]) ? parts : [parts]) as readonly Part[],
      {
        header: IN_TRACE,
        ...more,
      },
    ),
  );

/** What must be there, and of what time and trace it must be. */
const CHECKED = cases([
  ["a log without a time, and one with", logs(aLog({ timestamp: undefined }), aLog())],
  ["a log of no time", logs(aLog({ timestamp: "x" }))],
  ["a log without a trace", logs(aLog({ trace_id: undefined }))],
  ["a log of no trace", logs(aLog({ trace_id: "x" }))],
  ["a log of a hyphenated trace", logs(aLog({ trace_id: "12345678-1234-5678-1234-567812345678" }))],
  ["a log without a level", logs(aLog({ level: undefined }))],
  ["a log of an unknown level", logs(aLog({ level: "zz" }))],
  ["a log without a body", logs(aLog({ body: undefined }))],
  ["a log with a number for a body", logs(aLog({ body: 5 }))],
  ["a log that is none", logs("x", aLog())],
  ["a log of long ago", logs(aLog({ timestamp: LONG_AGO }))],
  ["a metric without a time", metrics(aMetric({ timestamp: undefined }))],
  ["a metric without a trace", metrics(aMetric({ trace_id: undefined }))],
  ["a metric without a name", metrics(aMetric({ name: undefined }))],
  ["a metric with a blank name", metrics(aMetric({ name: " " }))],
  ["a metric of an unknown type", metrics(aMetric({ type: "zz" }))],
  ["a metric without a value", metrics(aMetric({ value: undefined }), aMetric())],
  ["a metric of long ago", metrics(aMetric({ timestamp: LONG_AGO }))],
  ["a span without a start", spans(aSpan({ start_timestamp: undefined }))],
  ["a span without an end", spans(aSpan({ end_timestamp: undefined }))],
  ["a span that ends before it starts", spans(aSpan({ end_timestamp: NOW_S - 5 }))],
  ["a span of another trace", spans(aSpan({ trace_id: EVENT_ID }), aSpan(OTHER_ID))],
  [
    "a span of another trace with an attachment",
    [spans(aSpan({ trace_id: EVENT_ID })), traceAttachment({ span_id: null })],
  ],
  ["a span without an id", spans(aSpan({ span_id: undefined }), aSpan())],
  ["a span of no id", spans(aSpan({ span_id: "zz" }))],
  ["a span without a name", spans(aSpan({ name: undefined }))],
  ["a span with an empty name", spans(aSpan({ name: "" }))],
  ["a span without a status", spans(aSpan({ status: undefined }))],
  ["a span of an unknown status", spans(aSpan({ status: "zz" }))],
  ["a span that is none", spans("x", aSpan())],
  ["two spans of one id", spans(aSpan({ name: "a" }), aSpan({ name: "b" }))],
  ["a span of long ago", spans(aSpan({ start_timestamp: LONG_AGO, end_timestamp: LONG_AGO }))],
  ["a span of no segment", spans(aSpan(attributes({ "sentry.segment.id": "zz" })))],
  ["an older span that is none", [[{ type: "span" }, "[]"], oldSpan()]],
  ["an older span without a start", oldSpan({ start_timestamp: undefined })],
  ["an older span of another trace", oldSpan({ trace_id: EVENT_ID })],
  ["an older span without an op", oldSpan({ op: undefined })],
  ["an older span without an id", oldSpan({ span_id: undefined })],
  ["two older spans of one id", [oldSpan(), oldSpan()]],
  ["an attachment of a span that is not there", [spans(aSpan()), traceAttachment(OTHER_ID)]],
  ["an attachment of a span", [spans(aSpan()), traceAttachment({ span_id: "1234567812345678" })]],
  ["an attachment of no span beside one", [spans(aSpan()), traceAttachment({ span_id: null })]],
  ["a replay without an id", replay({ replay_id: undefined })],
  ["a replay without a segment", replay({ segment_id: undefined })],
  ["a replay of a segment too many", replay({ segment_id: 65_536 })],
  ["a replay with an error of no id", replay({ error_ids: ["zz"] })],
  ["a replay that is nothing", [[{ type: "replay_event" }, "null"], RECORDING]],
  ["a replay of long ago", replay({ timestamp: LONG_AGO })],
]);

const eq = (name: string, value: unknown): Json => ({ op: "eq", name, value });
const filtering = (settings: Json): Json => ({ config: { filterSettings: settings, ...METRICS } });
const generic = (condition: Json): Json =>
  filtering({ generic: { version: 1, filters: [{ id: "mine", isEnabled: true, condition }] } });
const RELEASES = filtering({ releases: { releases: ["bad*"] } });
const BAD = { "sentry.release": "bad@1" };

const FILTERED: readonly ManagedCase[] = [
  ...cases(
    [
      ["filtered: one log of two by its release", logs(aLog(attributes(BAD)), aLog())],
      ["filtered: one metric of two by its release", metrics(aMetric(attributes(BAD)), aMetric())],
      ["filtered: one span of two by its release", spans(aSpan(attributes(BAD)), aSpan(OTHER_ID))],
      [
        "filtered: a span with its attachment",
        [
          spans(aSpan(attributes(BAD)), aSpan(OTHER_ID)),
          traceAttachment({ span_id: "1234567812345678" }),
          traceAttachment({ span_id: null }),
        ],
      ],
      ["filtered: an older span by its release", oldSpan({ data: BAD })],
      ["filtered: a replay by its release", replay({ release: "bad@1" })],
      ["filtered: a recording alone is not", RECORDING],
      ["filtered: a session by its release", session({ attrs: { release: "bad@1" } })],
    ],
    RELEASES,
  ),
  ...cases(
    [
      ["filtered: a log by its sender", logs(aLog())],
      ["filtered: a metric by its sender", metrics(aMetric())],
      ["filtered: a span by its sender", spans(aSpan())],
      ["filtered: a replay by its sender", replay()],
      ["filtered: a session by its sender", session()],
      [
        "filtered: a profile chunk by its sender is not",
        [{ type: "profile_chunk", platform: "python" }, "{}"],
      ],
      [
        "filtered: a check-in by its sender is not",
        [{ type: "check_in" }, { check_in_id: EVENT_ID, monitor_slug: "job", status: "ok" }],
      ],
    ],
    filtering({ clientIps: { blacklistedIps: ["127.0.0.1"] } }),
  ),
  ...cases(
    [
      ["filtered: a log by its crawler", logs(aLog(attributes({ "user_agent.original": "Googlebot/2.1" })))],
      [
        "filtered: a span by its crawler",
        spans(aSpan(attributes({ "user_agent.original": "Googlebot/2.1" }))),
      ],
      [
        "filtered: a replay by its crawler",
        replay({ request: { headers: { "User-Agent": "Googlebot/2.1" } } }),
      ],
      [
        "filtered: a session by its crawler",
        session({ attrs: { release: "a@1", user_agent: "Googlebot/2.1" } }),
      ],
    ],
    filtering({ webCrawlers: { isEnabled: true } }),
  ),
  ...cases(
    [
      [
        "filtered: a log by its browser",
        logs(aLog(attributes({ "browser.name": "IE", "browser.version": "9.0" }))),
      ],
      ["filtered: a log by its user agent", logs(aLog(attributes({ "user_agent.original": IE })))],
      ["filtered: a span by its user agent", spans(aSpan(attributes({ "user_agent.original": IE })))],
    ],
    filtering({ legacyBrowsers: { isEnabled: true, options: ["default"] } }),
  ),
  ...cases(
    [
      ["filtered: a log by its local URL", logs(aLog(attributes({ "url.full": "http://localhost/x" })))],
      ["filtered: a log by its local address", logs(aLog(attributes({ "client.address": "127.0.0.1" })))],
      ["filtered: a span that says it is local", spans(aSpan(attributes({ "sentry.is_localhost": true })))],
      ["filtered: a replay by its local URL", replay({ request: { url: "http://localhost/x" } })],
      [
        "filtered: a session by its local address",
        session({ attrs: { release: "a@1", ip_address: "127.0.0.1" } }),
      ],
    ],
    filtering({ localhost: { isEnabled: true } }),
  ),
  ...cases(
    [
      ["filtered: a log by its segment", logs(aLog(attributes({ "sentry.segment.name": "/bad/x" })))],
      ["filtered: a span by its segment", spans(aSpan(attributes({ "sentry.segment.name": "/bad/x" })))],
      ["filtered: a span by its name is not", spans(aSpan({ name: "/bad/x" }))],
    ],
    filtering({ ignoreTransactions: { patterns: ["/bad*"], isEnabled: true } }),
  ),
  ...(
    [
      ["log.body", "hello", logs(aLog())],
      ["log.attributes.foo.value", "z", logs(aLog(attributes({ foo: "z" })))],
      ["event.release", "z", logs(aLog(attributes({ "sentry.release": "z" })))],
      ["trace_metric.name", "m", metrics(aMetric())],
      ["trace_metric.attributes.foo.value", "z", metrics(aMetric(attributes({ foo: "z" })))],
      ["span.name", "s", spans(aSpan())],
      ["span.status", "ok", spans(aSpan())],
      ["span.attributes.foo.value", "z", spans(aSpan(attributes({ foo: "z" })))],
      ["span.attributes.sentry.op.value", "x", oldSpan()],
      ["event.environment", "e", replay({ environment: "e" })],
      ["event.tags.a", "b", replay({ tags: { a: "b" } })],
      ["event.environment", "e", session({ attrs: { release: "a@1", environment: "e" } })],
      ["envelope.client_ip", "127.0.0.1", logs(aLog())],
    ] as const
  ).flatMap(([name, value, parts], index) =>
    cases([[`filtered: ${index} by ${name}`, parts as never]], generic(eq(name, value))),
  ),
];

const DROP = {
  sampling: {
    version: 2,
    rules: [
      {
        id: 1000,
        type: "trace",
        condition: { op: "and", inner: [] },
        samplingValue: { type: "sampleRate", value: 0 },
      },
    ],
  },
};
const SAMPLED = cases(
  [
    [
      "sampled: a span with attachments",
      [spans(aSpan()), traceAttachment({ span_id: "1234567812345678" }), traceAttachment({ span_id: null })],
    ],
    ["sampled: a span of another one", spans(aSpan({ is_segment: false }), aSpan(OTHER_ID))],
    ["sampled: older spans", [oldSpan(), oldSpan({ ...OTHER_ID, is_segment: undefined })]],
    ["sampled: a span that would be filtered", spans(aSpan(attributes(BAD)))],
    ["sampled: an attachment of a trace", traceAttachment()],
  ],
  { config: { ...DROP, filterSettings: { releases: { releases: ["bad*"] } } } },
);

const LIMITED = (
  [
    ["span", spans(aSpan(), aSpan(OTHER_ID))],
    ["span_indexed", spans(aSpan(), aSpan(OTHER_ID))],
    ["span_indexed of an older one", oldSpan()],
    [
      "span_indexed with attachments",
      [spans(aSpan()), traceAttachment({ span_id: "1234567812345678" }), traceAttachment({ span_id: null })],
    ],
    ["span_indexed without spans", traceAttachment({ span_id: null })],
    ["log_item", logs(aLog(), aLog())],
    ["log_byte", logs(aLog(), aLog())],
    ["trace_metric_byte", metrics(aMetric(), aMetric())],
    ["attachment_item", [spans(aSpan()), traceAttachment({ span_id: null })]],
  ] as const
).flatMap(([what, parts]) =>
  cases([[`limited: ${what}`, parts as never]], {
    config: {
      quotas: [{ categories: [what.split(" ")[0]], scope: "project", limit: 0, reasonCode: "full" }],
    },
  }),
);

/** Payloads of items that are no events: checked, filtered, sampled. */
export const TELEMETRY: readonly ManagedCase[] = [...CHECKED, ...FILTERED, ...SAMPLED, ...LIMITED];
