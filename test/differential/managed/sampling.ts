import { type CaseEnvelope, EVENT_ID, type ManagedCase, type Part, single, TRACE_ID } from "./case.ts";
import { ATTACHMENT, container, EVENT, NOW_S, span, TRANSACTION, USER_REPORT } from "./parts.ts";

type Json = Record<string, unknown>;

const ALWAYS = { op: "and", inner: [] };
const rule = (type: string, samplingType: string, value: number, more: Json = {}): Json => ({
  id: 1000,
  type,
  condition: ALWAYS,
  samplingValue: { type: samplingType, value },
  ...more,
});
const rate = (type: string, value: number, more: Json = {}): Json => rule(type, "sampleRate", value, more);
const sampling = (...rules: readonly Json[]): Json => ({ sampling: { version: 2, rules } });
const transaction = (more: Json = {}): Part => [TRANSACTION[0], { ...(TRANSACTION[1] as Json), ...more }];
const SPANS: Part = container("span", "span.v2", [span]);
const day = (days: number): string => new Date((NOW_S + days * 86_400) * 1_000).toISOString();

const IN_OWN_TRACE = { header: { event_id: EVENT_ID, trace: "own" } };

const OWN: readonly ManagedCase[] = [
  ["by a rule about its trace", [rate("trace", 0)]],
  ["by a rule about the project", [rate("project", 0, { id: 1500 })]],
  ["by a rule about itself", [rate("transaction", 0, { id: 1499 })]],
  ["and kept", [rate("trace", 1)]],
  ["by factors alone", [rule("trace", "factor", 0)]],
  [
    "by a rule of each kind",
    [
      rate("trace", 0, { id: 3001 }),
      rule("project", "factor", 0.5, { id: 1400 }),
      rule("transaction", "minimumSampleRate", 0, { id: 7 }),
    ],
  ],
  ["by the first rate", [rate("trace", 0, { id: 1001 }), rate("trace", 1)]],
  ["by no rule that is over", [rate("trace", 0, { timeRange: { end: day(-1) } })]],
  ["by a rule that has begun", [rate("trace", 0, { timeRange: { start: day(-1), end: null } })]],
  [
    "by a rule that has decayed",
    [
      rate("trace", 1, {
        timeRange: { start: day(-20_000), end: day(0.01) },
        decayingFn: { type: "linear", decayedValue: 0 },
      }),
    ],
  ],
  [
    "by no rule that decays upwards",
    [
      rate("trace", 0, {
        timeRange: { start: day(-1), end: day(1) },
        decayingFn: { type: "linear", decayedValue: 1 },
      }),
    ],
  ],
  ["by no rule of an unknown kind", [rate("trace", 0), rate("log", 0)]],
  ["by no rule of an unknown value", [rate("trace", 0), rule("trace", "reservoir", 0)]],
  [
    "by a condition on its trace",
    [rate("trace", 0, { condition: { op: "eq", name: "trace.release", value: null } })],
  ],
  [
    "by a condition on itself",
    [rate("transaction", 0, { condition: { op: "glob", name: "event.transaction", value: ["/X"] } })],
  ],
  [
    "by no condition on the other",
    [rate("trace", 0, { condition: { op: "eq", name: "event.transaction", value: "/x" } })],
  ],
].map(([what, rules]) =>
  single(`sampled: ${what}`, [TRANSACTION], { ...IN_OWN_TRACE, config: sampling(...(rules as Json[])) }),
);

const COMPANY: readonly ManagedCase[] = [
  single("sampled: with company", [transaction({ spans: spansOf(3) }), ATTACHMENT, USER_REPORT], {
    ...IN_OWN_TRACE,
    config: sampling(rate("trace", 0)),
  }),
  single("sampled: what is filtered is not sampled", [transaction({ release: "bad" })], {
    config: { ...sampling(rate("trace", 0)), filterSettings: { releases: { releases: ["bad"] } } },
  }),
  single("sampled: not while a filter is unknown", [TRANSACTION], {
    config: { ...sampling(rate("trace", 0)), filterSettings: { generic: { version: 2, filters: [] } } },
  }),
  single("sampled: the older place of rules", [TRANSACTION], {
    config: { dynamicSampling: { rules: [], rulesV2: [rate("trace", 0)] } },
  }),
  single("sampled: a newer version", [TRANSACTION], {
    config: { sampling: { version: 3, rules: [rate("trace", 0)] } },
  }),
  single(
    "sampled: spans that the header does not count",
    [
      [
        { type: "transaction", span_count: 9 },
        { ...(TRANSACTION[1] as Json), spans: spansOf(2) },
      ],
    ],
    { config: sampling(rate("trace", 0)) },
  ),
  single("sampled: a limit of what is indexed", [transaction({ spans: spansOf(2) })], {
    config: {
      quotas: [{ categories: ["transaction_indexed"], scope: "project", limit: 0, reasonCode: "full" }],
    },
  }),
  single("sampled: errors are not", [EVENT], {
    ...IN_OWN_TRACE,
    config: sampling(rate("trace", 0), rate("project", 0)),
  }),
];

const UNKNOWN_KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const [KEEPS, DROPS, ELSEWHERE] = ["b", "c", "d"].map((first) => first + UNKNOWN_KEY.slice(1)) as [
  string,
  string,
  string,
];
const OTHERS = {
  [KEEPS]: { config: sampling(rate("trace", 1)) },
  [DROPS]: { config: sampling(rate("trace", 0)) },
  [ELSEWHERE]: { config: sampling(rate("trace", 0)), organizationId: 2 },
};
const from = (publicKey: string, more: Json = {}) => ({
  header: { event_id: EVENT_ID, trace: { trace_id: TRACE_ID, public_key: publicKey, ...more } },
  others: OTHERS,
});

const TRACES: readonly ManagedCase[] = [
  single("trace: none", [transaction({ release: "a@1", environment: "e", user: { id: "u", segment: "s" } })]),
  single("trace: none, and sampled", [TRANSACTION], { config: sampling(rate("trace", 0)) }),
  single(
    "trace: of an unknown project",
    [transaction({ release: "a@1" })],
    from(UNKNOWN_KEY, {
      sample_rate: "0.5",
      sampled: "true",
      release: "other",
      transaction: "foo",
      sample_rand: "0.1",
    }),
  ),
  single("trace: of an unknown project, and sampled", [TRANSACTION], {
    ...from(UNKNOWN_KEY),
    config: sampling(rate("trace", 0)),
  }),
  single("trace: of another project that keeps", [TRANSACTION], {
    ...from(KEEPS, { release: "other", transaction: "foo", extra: 1 }),
    config: sampling(rate("trace", 0)),
  }),
  single("trace: of another project that drops", [TRANSACTION], {
    ...from(DROPS),
    config: sampling(rate("trace", 1)),
  }),
  single("trace: of another project, own rules first", [TRANSACTION], {
    ...from(DROPS),
    config: sampling(rate("project", 1)),
  }),
  single("trace: of another organization", [TRANSACTION], {
    ...from(ELSEWHERE),
    config: sampling(rate("trace", 1)),
  }),
  single("trace: malformed", [TRANSACTION], { header: { event_id: EVENT_ID, trace: { x: 1 } } }),
  single("trace: malformed, of an error", [EVENT], { header: { event_id: EVENT_ID, trace: { x: 1 } } }),
  single("trace: of an error", [EVENT], from(DROPS, { sampled: true })),
  single("trace: of a transaction that has none", [
    transaction({
      contexts: { trace: { trace_id: TRACE_ID, span_id: "1234567812345678", op: "x" } },
      user: { email: "a@b.c" },
    }),
  ]),
];

const RENAMES = {
  txNameRules: [
    {
      pattern: "/user/*/**",
      expiry: "2035-01-01T00:00:00Z",
      redaction: { method: "replace", substitution: "*" },
    },
  ],
};
const NAMES: readonly ManagedCase[] = [
  ["a path with an id", "/hi/123456/x"],
  ["a path without one", "/a/b"],
  ["an id alone", "123456"],
  ["a verb and a path", "GET /a/123456"],
  ["another way to write a path", "\\a\\123456"],
  ["a path that a rule fits", "/user/jane/blog"],
].flatMap(([what, transaction]) =>
  [EVENT, TRANSACTION, SPANS].map((part) =>
    single(`trace name: ${what}, of ${(part[0] as { type: string }).type}`, [part], {
      header: { event_id: EVENT_ID, trace: { trace_id: TRACE_ID, public_key: "own", transaction } },
      config: RENAMES,
    }),
  ),
);

/** Enough ids to know the draw by. */
function draws(type: "trace" | "project" | "transaction", value: number): ManagedCase {
  const envelopes = Array.from({ length: 112 }, (_, index): CaseEnvelope => {
    const id = (salt: number) =>
      new Bun.CryptoHasher("md5").update(`${type} ${value} ${index} ${salt}`).digest("hex");
    const trace_id = id(0);
    return {
      header: { event_id: id(1), trace: { trace_id, public_key: "own" } },
      parts: [transaction({ contexts: { trace: { trace_id, span_id: "1234567812345678" } } })],
    };
  });
  return { name: `drawn: ${type} ${value}`, envelopes, config: sampling(rate(type, value)) };
}

const DRAWN: readonly ManagedCase[] = [0.01, 0.25, 0.5, 0.999]
  .flatMap((value) => [draws("trace", value), draws("transaction", value)])
  .concat(draws("project", 0.3));

export const SPAN_SAMPLING: readonly ManagedCase[] = [
  single("sampled: spans by a rule about their trace", [SPANS], {
    ...IN_OWN_TRACE,
    config: sampling(rate("trace", 0)),
  }),
  single("sampled: spans by a rule about the project", [SPANS], {
    ...IN_OWN_TRACE,
    config: sampling(rate("project", 0)),
  }),
  single("sampled: spans by no rule about transactions", [SPANS], {
    ...IN_OWN_TRACE,
    config: sampling(rate("transaction", 0)),
  }),
  single("sampled: spans of another project that drops", [SPANS], from(DROPS)),
  single("sampled: spans of an unknown project", [SPANS], {
    ...from(UNKNOWN_KEY),
    config: sampling(rate("trace", 0)),
  }),
];

function spansOf(count: number): readonly Json[] {
  return Array.from({ length: count }, (_, index) => ({
    trace_id: TRACE_ID,
    span_id: `123456781234567${index}`,
    parent_span_id: "1234567812345678",
    start_timestamp: NOW_S - 1,
    timestamp: NOW_S,
    op: "db",
  }));
}

/** What dynamic sampling drops, and the trace that transactions go on with. */
export const SAMPLING: readonly ManagedCase[] = [...OWN, ...COMPANY, ...TRACES, ...NAMES, ...DRAWN];
