import { expect, test } from "bun:test";
import fc from "fast-check";
import type { ContentType } from "../../domain/protocol/content-type.ts";
import { NO_HEADER_FIELDS } from "../../domain/protocol/header-fields.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { KnownItemType } from "../../domain/protocol/item-type.ts";
import {
  containing,
  element,
  envelope,
  item,
  KEY,
  PROFILE,
  split,
  TRACE_ID,
} from "./testkit/process-bench.ts";

const EVERYTHING_OFF = { op: "eq", name: "event.release", value: "none" };
const SETTINGS = {
  browserExtensions: { isEnabled: true },
  webCrawlers: { isEnabled: true },
  localhost: { isEnabled: true },
  clientIps: { blacklistedIps: ["10.0.0.0/8"] },
  legacyBrowsers: { isEnabled: true, options: ["default"] },
  releases: { releases: ["none*"] },
  csp: { disallowedSources: ["none.example"] },
  errorMessages: { patterns: ["{none,nothing}?"] },
  ignoreTransactions: { isEnabled: true, patterns: ["none"] },
  generic: {
    version: 1,
    filters: [
      { id: "a", isEnabled: true, condition: EVERYTHING_OFF },
      { id: "b", isEnabled: true, condition: { op: "gt", name: "event.duration", value: 1e9 } },
      {
        id: "c",
        isEnabled: true,
        condition: { op: "all", name: "event.exception.values", inner: EVERYTHING_OFF },
      },
      { id: "d", isEnabled: true, condition: { op: "eq", name: "event.contexts.os.name", value: "none" } },
      { id: "e", isEnabled: true, condition: { op: "eq", name: "span.attributes.a.value", value: "none" } },
    ],
  },
};
const RULES = ["transaction", "project", "trace"].map((type, id) => ({
  id,
  type,
  condition: {
    op: "glob",
    name: `${type === "transaction" ? "event" : "trace"}.transaction`,
    value: ["none*"],
  },
  samplingValue: { type: "sampleRate", value: 0.5 },
}));
const CONFIG = {
  sessionMetricsVersion: 3,
  sections: {
    filterSettings: JSON.stringify(SETTINGS),
    sampling: JSON.stringify({ version: 2, rules: RULES }),
  },
};

/** Names that something looks at, so that chance finds them. */
const NAMES =
  "type value values exception stacktrace frames abs_path logentry formatted message request url headers user ip_address contexts trace trace_id span_id os name tags release spans timestamp start_timestamp end_timestamp attributes csp data sentry.segment.id profile samples stacks transaction device items event_id replay_id segment_id error_ids attrs started aggregates".split(
    " ",
  );
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1.5,
      1e300,
      "",
      "x",
      TRACE_ID,
      "1234567812345678",
      "2026-11-24T02:49:00Z",
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 6 }),
  ),
})).value;

/** A sound payload, in which something is replaced. */
const spoilt = (sound: object) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(sound)), anyJson)
    .map(([key, value]) => ({ ...sound, [key]: value }));

const CONTAINERS = { log: "log", trace_metric: "trace-metric", span: "span.v2" } as const;
const PLAIN: readonly KnownItemType[] = [
  "event",
  "transaction",
  "feedback",
  "security",
  "raw_security",
  "session",
  "sessions",
  "profile",
  "span",
  "check_in",
  "user_report",
  "client_report",
];

const anyItem: fc.Arbitrary<readonly Item[]> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...PLAIN), anyJson)
    .map(([type, payload]) => [item(type, JSON.stringify(payload))]),
  spoilt(PROFILE).map((payload) => [item("profile", payload), item("transaction", { type: "transaction" })]),
  spoilt(element()).map((payload) => [item("span", payload)]),
  fc
    .tuple(fc.constantFrom("log", "trace_metric", "span"), spoilt(element()))
    .map(([type, one]) => [
      containing(type, `application/vnd.sentry.items.${CONTAINERS[type]}+json` as ContentType, [one]),
    ]),
  anyJson.map((event) => [item("replay_event", JSON.stringify(event)), item("replay_recording", "{}\n[]")]),
);

test("no payload is a bug of ours", async () => {
  const trace = { traceId: TRACE_ID, publicKey: KEY, userId: "", userSegment: "", other: NO_HEADER_FIELDS };
  await fc.assert(
    fc.asyncProperty(anyItem, async (items) => {
      const { reasons } = await split(envelope(items, { trace }), { config: CONFIG });
      expect(reasons.filter((reason) => reason.includes("internal"))).toEqual([]);
    }),
    { numRuns: 600 },
  );
});
