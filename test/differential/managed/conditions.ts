import { type ManagedCase, single, TRACE_ID } from "./case.ts";
import { event, type Json, transaction } from "./filter-parts.ts";
import { NOW_S } from "./parts.ts";

const hit = { op: "eq", name: "event.release", value: "bad" };
const generic = (filters: readonly Json[], version = 1): Json => ({
  filterSettings: { generic: { version, filters } },
});
const GENERIC: readonly ManagedCase[] = [
  ["hit", generic([{ id: "mine", isEnabled: true, condition: hit }])],
  ["off", generic([{ id: "mine", isEnabled: false, condition: hit }])],
  ["no condition", generic([{ id: "mine", isEnabled: true }])],
  [
    "twice, the first counts",
    generic([
      { id: "mine", isEnabled: false, condition: hit },
      { id: "mine", isEnabled: true, condition: hit },
    ]),
  ],
  ["a newer version", generic([{ id: "mine", isEnabled: true, condition: hit }], 2)],
  ["version 0", generic([{ id: "mine", isEnabled: true, condition: hit }], 0)],
  [
    "before the others",
    {
      filterSettings: {
        releases: { releases: ["bad"] },
        generic: { version: 1, filters: [{ id: "mine", isEnabled: true, condition: hit }] },
      },
    },
  ],
  ["of an unknown kind", generic([{ id: "mine", isEnabled: true, condition: { op: "new" } }])],
].map(([what, config]) =>
  single(`filter generic: ${what}`, [event({ release: "bad" })], { config: config as Json }),
);

const EVERYTHING: Json = {
  release: "app@1.2.3+5",
  dist: "7",
  environment: "prod",
  level: "warning",
  platform: "python",
  logger: "lg",
  transaction: "/a",
  message: "hello",
  user: { id: "U1", email: "a@b.c", ip_address: "10.1.2.3", name: "real", geo: { city: "Vienna" } },
  request: { method: "GET", url: "http://example.com/x", headers: { "User-Agent": "curl/1" } },
  tags: { foo: "bar", "a.b": "c" },
  extra: {
    a: { b: 5 },
    v: "1.2.3",
    w: "x@1.2.3-rc.1",
    h: "x@abcdefabcdef",
    n: 18446744073709551615n.toString(),
  },
  sdk: { name: "sdk.n", version: "1.2" },
  exception: {
    values: [
      { type: "TypeError", value: "bad" },
      { type: "Error", value: "worse" },
    ],
  },
  contexts: {
    device: { arch: "arm", battery_level: 50.5, online: true, screen_dpi: 100 },
    os: { name: "Linux", version: "5", rooted: false },
    browser: { name: "Firefox", version: "1" },
    runtime: { name: "CPython", version: "3" },
    trace: { trace_id: TRACE_ID, span_id: "1234567812345678", op: "http", status: "ok" },
    monitor: { id: TRACE_ID, slug: "s" },
    response: { status_code: 404 },
    profile: { profile_id: TRACE_ID },
    app: { in_foreground: true },
    unreal: { crash_type: "Ensure" },
  },
};
const eq = (name: string, value: unknown, more: Json = {}): Json => ({ op: "eq", name, value, ...more });
const CONDITIONS: readonly Json[] = [
  eq("event.environment", "PROD", { options: { ignoreCase: true } }),
  eq("event.environment", ["x", "prod"]),
  eq("event.nothing", null),
  eq("event.release", null),
  eq("event.extra.a.b", 5),
  { op: "gt", name: "event.extra.a.b", value: 4.5 },
  { op: "gt", name: "event.dist", value: "6" },
  { op: "gt", name: "event.dist", value: 6 },
  { op: "gt", name: "event.contexts.device.online", value: false },
  eq("event.contexts.device.online", true),
  eq("event.contexts.device.online", [true]),
  { op: "glob", name: "event.transaction", value: ["/*"] },
  { op: "release", name: "event.release", comparator: "gt", value: "1.2.2" },
  { op: "release", name: "event.release", comparator: "eq", value: "app@1.2.3" },
  { op: "release", name: "event.release", comparator: "eq", value: "other@1.2.3" },
  { op: "release", name: "event.extra.v", comparator: "gt", value: "1.0" },
  { op: "release", name: "event.extra.v", comparator: "eq", value: "x@1.2.3" },
  { op: "release", name: "event.extra.w", comparator: "lt", value: "1.2.3" },
  { op: "release", name: "event.extra.w", comparator: "gte", value: "1.2.3-rc" },
  { op: "release", name: "event.extra.h", comparator: "gte", value: "0.1" },
  { op: "cidr", name: "event.user.ip_address", value: ["10.0.0.0/8"] },
  { op: "cidr", name: "envelope.client_ip", value: ["127.0.0.0/8"] },
  eq("envelope.client_ip", "127.0.0.1"),
  eq("event.request.headers.User-Agent", "curl/1"),
  eq("event.request.headers.user-agent", "curl/1"),
  eq("event.tags.foo", "bar"),
  eq("event.tags.a.b", "c"),
  { op: "any", name: "event.exception.values", inner: { op: "glob", name: "ty", value: ["type*"] } },
  { op: "all", name: "event.exception.values", inner: { op: "glob", name: "ty", value: ["*error"] } },
  { op: "any", name: "event.exceptions", inner: eq("value", "worse") },
  eq("event.contexts.os.name", "Linux"),
  eq("event.contexts.os.rooted", false),
  eq("event.contexts.profile.profile_id", TRACE_ID.toUpperCase()),
  eq("event.contexts.profile.profile_id", "12345678-1234-5678-1234-567812345678"),
  eq("event.contexts.monitor.id", TRACE_ID),
  { op: "gte", name: "event.contexts.response.status_code", value: 400 },
  eq("event.contexts.trace.op", "http"),
  { op: "gt", name: "event.contexts.device.battery_level", value: 50 },
  eq("event.contexts.unreal.crash_type", "Ensure"),
  eq("event.user.name", "real"),
  eq("event.user.segment", null),
  eq("event.user.geo.city", "Vienna"),
  eq("event.logentry.formatted", "hello"),
  eq("event.release.package", "app"),
  eq("event.release.build", "5"),
  eq("event.release.version.short", "1.2.3"),
  eq("event.transaction.source", null),
  { op: "not", inner: { op: "new" } },
];
const CONDITION_CASES = CONDITIONS.map((condition) =>
  single(`condition: ${JSON.stringify(condition)}`, [event(EVERYTHING)], {
    config: generic([{ id: "hit", isEnabled: true, condition }]),
  }),
);
const OF_TRANSACTIONS = [
  { op: "gte", name: "event.duration", value: 1000 },
  { op: "gt", name: "event.duration", value: 1001 },
  { op: "gt", name: "event.measurements.lcp.value", value: 1 },
  { op: "gt", name: "event.measurements.a.b.value", value: 1 },
].map((condition) =>
  single(
    `condition of a transaction: ${JSON.stringify(condition)}`,
    [transaction({ start_timestamp: NOW_S - 1, measurements: { lcp: { value: 2 }, "a.b": { value: 2 } } })],
    { config: generic([{ id: "hit", isEnabled: true, condition }]) },
  ),
);

/** Those that depend on what normalisation makes of an event. */
export const CONDITIONS_OF_NORMALIZED: readonly ManagedCase[] = [
  ...[eq("event.contexts.runtime", "CPython 3"), eq("event.sentry_user", "id:U1")].map((condition) =>
    single(`condition: ${JSON.stringify(condition)}`, [event(EVERYTHING)], {
      config: generic([{ id: "hit", isEnabled: true, condition }]),
    }),
  ),
];

/** Filters that projects write themselves, and all that conditions can ask of an event. */
export const OWN_FILTERS: readonly ManagedCase[] = [...GENERIC, ...CONDITION_CASES, ...OF_TRANSACTIONS];
