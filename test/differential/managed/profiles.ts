import { EVENT_ID, type ManagedCase, type Part, single, TRACE_ID } from "./case.ts";
import { EVENT, NOW_S, TRANSACTION } from "./parts.ts";

type Json = Record<string, unknown>;

const sample = (nanos: unknown, more: Json = {}): Json => ({
  elapsed_since_start_ns: nanos,
  stack_id: 0,
  thread_id: "1",
  ...more,
});
const samples = (list: readonly Json[], more: Json = {}): Json => ({
  profile: { samples: list, stacks: [[0]], frames: [{ function: "f" }], thread_metadata: {}, ...more },
});
const profile = (more: Json = {}, header: Json = {}): Part => [
  { type: "profile", ...header },
  {
    version: "1",
    platform: "python",
    event_id: EVENT_ID,
    timestamp: new Date(NOW_S * 1_000).toISOString(),
    release: "a@1",
    environment: "p",
    os: { name: "Linux", version: "6" },
    device: { architecture: "x86_64" },
    runtime: { name: "CPython", version: "3" },
    transaction: { id: EVENT_ID, name: "/x", trace_id: TRACE_ID, active_thread_id: "1" },
    ...samples([sample("0"), sample("100000000")]),
    ...more,
  },
];
const APPLE = {
  platform: "cocoa",
  os: { name: "iOS", version: "1", build_number: "1" },
  device: { architecture: "arm64", is_emulator: false, locale: "en", manufacturer: "Apple", model: "iPhone" },
};

type Row = readonly [what: string, profile: Part];

const WITH_TRANSACTION: readonly Row[] = [
  ["sound", profile()],
  ["without a version", profile({ version: undefined })],
  ["of another version", profile({ version: "2" })],
  ["with a number for a version", profile({ version: 1 })],
  ["without a platform", profile({ platform: undefined })],
  ["of an unknown platform", profile({ platform: "foo" })],
  ["without an id", profile({ event_id: undefined })],
  ["of no id", profile({ event_id: "zz" })],
  ["without a time", profile({ timestamp: undefined })],
  ["without a release", profile({ release: undefined })],
  ["without a system", profile({ os: undefined })],
  ["without a device", profile({ device: {} })],
  ["without a transaction", profile({ transaction: undefined })],
  [
    "of another transaction",
    profile({ transaction: { id: TRACE_ID, name: "/x", trace_id: TRACE_ID, active_thread_id: "1" } }),
  ],
  ["without samples", profile({ profile: undefined })],
  ["that is unreadable", [{ type: "profile" }, "nonsense"]],
  ["that is a list", [{ type: "profile" }, "[]"]],
  ["of one sample", profile(samples([sample("0")]))],
  ["of no sample", profile(samples([]))],
  ["of an unknown stack", profile(samples([sample("0"), sample("1", { stack_id: 5 })]))],
  ["of an unknown frame", profile(samples([sample("0"), sample("1")], { stacks: [[7]] }))],
  ["that is too long", profile(samples([sample("0"), sample("31000000000")]))],
  ["of no duration", profile(samples([sample("0"), sample("0")]))],
  ["backwards", profile(samples([sample(100), sample(0)]))],
  ["of a sample per thread", profile(samples([sample("0"), sample("1", { thread_id: "2" })]))],
  ["of another thread", profile(samples([sample("0", { thread_id: "2" }), sample("1", { thread_id: "2" })]))],
  ["that says it is alone", profile({}, { sampled: false })],
  ["with another platform in its header", profile({}, { platform: "cocoa" })],
  ["of an Apple system", profile(APPLE)],
  ["of an Apple system that does not say which", profile({ platform: "cocoa" })],
];

const ALONE: readonly Row[] = [
  ["sound", profile({}, { sampled: false })],
  ["that does not say so", profile()],
  ["that is unreadable", [{ type: "profile", sampled: false }, "nonsense"]],
  ["of no sample", profile(samples([]), { sampled: false })],
  ["without a transaction", profile({ transaction: undefined }, { sampled: false })],
];

const limit = (category: string): Json => ({
  quotas: [{ categories: [category], scope: "project", limit: 0, reasonCode: "full" }],
});
const LIMITS = ["profile", "profile_indexed", "profile_backend"].flatMap((category): ManagedCase[] => [
  single(`profile: limit ${category}`, [TRANSACTION, profile()], { config: limit(category) }),
  single(`profile alone: limit ${category}`, [profile({}, { sampled: false })], { config: limit(category) }),
]);
const BAD = { filterSettings: { releases: { releases: ["bad"] } } };
const DROP = {
  sampling: {
    version: 2,
    rules: [
      {
        id: 1,
        type: "trace",
        condition: { op: "and", inner: [] },
        samplingValue: { type: "sampleRate", value: 0 },
      },
    ],
  },
};

/** Profiles, with their transactions and without. */
export const PROFILES: readonly ManagedCase[] = [
  ...WITH_TRANSACTION.map(([what, part]) => single(`profile: ${what}`, [TRANSACTION, part])),
  ...ALONE.map(([what, part]) => single(`profile alone: ${what}`, [part])),
  ...LIMITS,
  single("profile: with an error", [EVENT, [{ type: "profile" }, "nonsense"]]),
  single("profile: filtered", [TRANSACTION, profile({ release: "bad" })], { config: BAD }),
  single(
    "profile: of a filtered transaction",
    [[TRANSACTION[0], { ...(TRANSACTION[1] as Json), release: "bad" }], profile()],
    {
      config: BAD,
    },
  ),
  single("profile: of a transaction that is not sampled", [TRANSACTION, profile()], { config: DROP }),
  single(
    "profile: unreadable, of a transaction that is not sampled",
    [TRANSACTION, [{ type: "profile" }, "x"]],
    {
      config: DROP,
    },
  ),
];
