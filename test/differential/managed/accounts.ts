import { type ManagedCase, single } from "./case.ts";
import { entry, METRICS, NOW_S, report, session, sessions } from "./parts.ts";

const bucket = (more: Record<string, unknown> = {}) => ({
  timestamp: Math.floor(NOW_S),
  width: 1,
  name: "c:sessions/session@none",
  type: "c",
  value: 3,
  tags: { release: "app@1" },
  ...more,
});

const HOUR_MS = 3_600_000;
/** A sender whose clock is off by so much, and says what it shows. */
const off = (ms: number) => ({ sent_at: new Date(Date.now() + ms).toISOString() });
const startedAt = (ms: number) => session({ started: new Date(Date.now() + ms).toISOString() });

/** By the clock of a sender that is wrong. */
export const DRIFTS: readonly ManagedCase[] = [
  ["2 hours ahead", 2 * HOUR_MS],
  ["2 hours behind", -2 * HOUR_MS],
  ["20 s ahead", 20_000],
  ["10 minutes ahead", 600_000],
  ["10 days behind", -240 * HOUR_MS],
  ["a year ahead", 8_760 * HOUR_MS],
].flatMap(([name, ms]) => {
  const offMs = ms as number;
  const options = { config: METRICS, header: off(offMs) };
  const discarded = { discarded_events: [entry("r", "error", 2)] };
  return [
    single(`clock ${name}: session`, [startedAt(offMs)], options),
    single(`clock ${name}: session an hour ago`, [startedAt(offMs - HOUR_MS)], options),
    single(`clock ${name}: session, not told`, [startedAt(offMs)], { config: METRICS, header: {} }),
    single(`clock ${name}: report`, [report(discarded, NOW_S + offMs / 1_000)], { header: off(offMs) }),
    single(`clock ${name}: report, not told`, [report(discarded, NOW_S + offMs / 1_000)], { header: {} }),
    single(
      `clock ${name}: buckets`,
      [[{ type: "metric_buckets" }, [bucket({ timestamp: Math.floor(NOW_S + offMs / 1_000) })]]],
      {
        header: off(offMs),
      },
    ),
  ];
});

export const SESSIONS: readonly ManagedCase[] = [
  single("session: update", [session()], { config: METRICS, header: {} }),
  single("session: not the first, healthy", [session({ init: false, status: "exited" })], {
    config: METRICS,
  }),
  single("session: errored", [session({ errors: 2 })], { config: METRICS }),
  single("session: crashed", [session({ status: "crashed" })], { config: METRICS }),
  single(
    "session: abnormal with a mechanism",
    [session({ status: "abnormal", abnormal_mechanism: "anr_foreground" })],
    { config: METRICS },
  ),
  single(
    "session: abnormal, version 1",
    [session({ status: "abnormal", abnormal_mechanism: "anr_foreground" })],
    {
      config: { sessionMetrics: { version: 1 } },
    },
  ),
  single("session: version 4 passes", [session()], { config: { sessionMetrics: { version: 4 } } }),
  single("session: of nobody", [session({ did: null })], { config: METRICS }),
  single("session: bad release", [session({ attrs: { release: "a/b" } })], { config: METRICS }),
  single("session: bad environment", [session({ attrs: { release: "a@1", environment: "none" } })], {
    config: METRICS,
  }),
  single("session: old", [session({ started: "2020-01-01T00:00:00Z" })], { config: METRICS }),
  single("session: ahead", [session({ started: new Date(Date.now() + 3_600_000).toISOString() })], {
    config: METRICS,
  }),
  single("session: no JSON", [[{ type: "session" }, "nonsense"], session()], { config: METRICS }),
  single("sessions: counted", [sessions({ exited: 5, errored: 2, crashed: 1, did: "x" })], {
    config: METRICS,
  }),
  single("sessions: none", [sessions({})], { config: METRICS }),
];

export const REPORTS: readonly ManagedCase[] = [
  single("report: discarded", [report({ discarded_events: [entry("queue_overflow", "error", 2)] })], {
    header: {},
  }),
  single("report: all lists", [
    report({
      discarded_events: [entry("before_send", "error", 1)],
      rate_limited_events: [entry("foo", "error", 3), entry("", "session", 1)],
      filtered_events: [entry("web-crawlers", "transaction", 2)],
      filtered_sampling_events: [entry("Sampled:3000,1004", "transaction", 4), entry("nonsense", "span", 1)],
    }),
  ]),
  single("report: unknown category", [report({ discarded_events: [entry("r", "new_category", 2)] })]),
  single("report: old", [report({ discarded_events: [entry("r", "error", 2)] }, "2020-01-01T00:00:00Z")]),
  single(
    "report: within a retention of 30 days",
    [report({ discarded_events: [entry("r", "error", 2)] }, NOW_S - 40 * 86_400)],
    { config: { eventRetention: 30 } },
  ),
  single("report: without the list", [report({ rate_limited_events: [entry("r", "error", 2)] })]),
  single("report: no JSON", [[{ type: "client_report" }, "nonsense"]]),
  single("buckets: of an SDK", [[{ type: "metric_buckets" }, [bucket(), bucket({ value: 4 })]]], {
    header: {},
  }),
  single(
    "buckets: of other namespaces",
    [
      [
        { type: "metric_buckets" },
        [bucket({ name: "c:custom/x@none" }), bucket({ name: "c:spans/usage@none" }), bucket()],
      ],
    ],
    { header: {} },
  ),
  single("buckets: one malformed", [[{ type: "metric_buckets" }, [bucket(), bucket({ value: "x" })]]], {
    header: {},
  }),
];
