import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MetricBucket } from "../metrics/metric-bucket.ts";
import {
  isValidEnvironment,
  isValidRelease,
  normalizeAggregates,
  normalizeSession,
} from "./normalize-session.ts";
import { parseSession, parseSessionAggregates } from "./session.ts";
import { aggregateMetrics, extractsSessions, sessionMetrics } from "./session-metrics.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 10);
const NOW = NOW_MS / 1000;
const SID = "12345678-1234-5678-1234-567812345678";
const iso = (offsetSeconds: number) => new Date(NOW_MS + offsetSeconds * 1000).toISOString();

const CONTEXT = {
  receivedAtMs: NOW_MS,
  driftMs: 0,
  maxPastMs: 432_000_000,
  maxFutureMs: 60_000,
  clientIp: "1.2.3.4",
};

/** As written in the tables below: metric=value with its own tags. */
function told(buckets: readonly MetricBucket[]): readonly string[] {
  return buckets.map(({ name, value, tags }) => {
    const { release, environment, ...own } = tags;
    const values = Object.values(own).join(",");
    return `${name.slice(11, -5)}=${JSON.stringify(value.value)}${values === "" ? "" : ` ${values}`}`;
  });
}

function update(fields: object, version = 2): readonly string[] {
  const json = JSON.stringify({
    sid: SID,
    did: "customer-17",
    started: iso(-1),
    timestamp: iso(0),
    attrs: { release: "rel@1", environment: "prod" },
    ...fields,
  });
  const parsed = parseSession(json, { receivedAtMs: NOW_MS, makeId: () => SID });
  const session = parsed === undefined ? undefined : normalizeSession(parsed, CONTEXT);
  if (session === undefined) return ["dropped"];
  return told(sessionMetrics(session, { version, client: undefined, receivedAtMs: NOW_MS }));
}

function aggregates(list: unknown): readonly string[] {
  const json = JSON.stringify({ aggregates: list, attrs: { release: "rel@1", environment: "prod" } });
  const parsed = parseSessionAggregates(json);
  const session = parsed === undefined ? undefined : normalizeAggregates(parsed, CONTEXT);
  if (session === undefined) return ["dropped"];
  return told(aggregateMetrics(session, { version: 2, client: undefined, receivedAtMs: NOW_MS }));
}

const USER = "user=[4084557920]";
const ERROR = "error=[1758060337]";

/** Seen on the reference. */
describe("session updates", () => {
  test.each<[object, string[]]>([
    [{ init: true }, ["session=1 init", USER]],
    [{}, [USER]],
    [{ status: "exited" }, [USER]],
    [{ status: "errored" }, [ERROR, `${USER} errored`]],
    [{ errors: 2 }, [ERROR, `${USER} errored`]],
    [
      { status: "crashed", init: true, errors: 1 },
      ["session=1 init", ERROR, `${USER} errored`, "session=1 crashed", `${USER} crashed`],
    ],
    [
      { status: "abnormal", abnormal_mechanism: "anr_foreground" },
      [ERROR, `${USER} errored`, "session=1 abnormal", `${USER} abnormal,anr_foreground`],
    ],
    [{ status: "abnormal" }, [ERROR, `${USER} errored`, "session=1 abnormal", `${USER} abnormal`]],
    [
      { status: "abnormal", abnormal_mechanism: "weird" },
      [ERROR, `${USER} errored`, "session=1 abnormal", `${USER} abnormal`],
    ],
    [{ status: "unhandled" }, [ERROR, `${USER} errored`, "session=1 unhandled", `${USER} unhandled`]],
    [{ status: "weird", init: true }, ["session=1 init", ERROR, `${USER} errored`]],
    [{ abnormal_mechanism: "anr_foreground", init: true }, ["session=1 init", USER]],
    [{ did: "00000000-0000-0000-0000-000000000000", init: true }, ["session=1 init"]],
    [{ did: undefined, init: true }, ["session=1 init"]],
    [{ did: null, init: true }, ["session=1 init"]],
    [{ did: "", init: true }, ["session=1 init", "user=[2166136261]"]],
    [{ did: undefined, sid: SID.replaceAll("-", ""), errors: 1 }, [ERROR]],
    [{ did: undefined, sid: "00000000-0000-0000-0000-000000000000", errors: 1 }, ["error=[3192360657]"]],
    [{ did: undefined, sid: undefined, errors: 1 }, [ERROR]],
    [{ timestamp: undefined, init: true }, ["session=1 init", USER]],
    [{ timestamp: iso(-100), init: true }, ["session=1 init", USER]],
    [{ duration: "x", foo: 1, init: true }, ["session=1 init", USER]],
    [{ started: iso(50), timestamp: iso(50), init: true }, ["session=1 init", USER]],
    [{ started: iso(-4 * 86_400), init: true }, ["session=1 init", USER]],
  ])("%p", (fields, expected) => {
    expect(update(fields)).toEqual(expected);
  });

  test.each([
    [{ sid: "x" }],
    [{ did: 5 }],
    [{ started: undefined }],
    [{ started: "x" }],
    [{ started: NOW }],
    [{ timestamp: null }],
    [{ started: iso(70), timestamp: iso(70) }],
    [{ started: iso(-6 * 86_400) }],
    [{ init: null }],
    [{ init: 1 }],
    [{ errors: -1 }],
    [{ errors: "1" }],
    [{ seq: "x" }],
    [{ seq: null }],
    [{ status: null }],
    [{ status: 5 }],
    [{ attrs: undefined }],
    [{ attrs: {} }],
    [{ attrs: { release: "a/b" } }],
    [{ attrs: { release: "latest" } }],
    [{ attrs: { release: "r", environment: 5 } }],
    [{ attrs: { release: "r", ip_address: "x" } }],
  ])("%p counts for nothing", (fields) => {
    expect(update({ init: true, ...fields })).toEqual(["dropped"]);
  });

  test("what was abnormal is told from version 2 on", () => {
    const fields = { status: "abnormal", abnormal_mechanism: "anr_foreground" };
    expect(update(fields, 1)).toContain(`${USER} abnormal`);
    expect(update(fields, 3)).toContain(`${USER} abnormal,anr_foreground`);
    expect([0, 1, 2, 3, 4].map(extractsSessions)).toEqual([false, true, true, true, false]);
  });
});

describe("aggregates", () => {
  const started = iso(-1);
  test.each<[object[], string[]]>([
    [[{ started, exited: 3 }], ["session=3 init"]],
    [
      [{ started, exited: 3, errored: 2, abnormal: 1, crashed: 4, unhandled: 5, did: "d1" }],
      [
        "session=15 init",
        "session=12 errored_preaggr",
        "user=[2283607014] errored",
        "session=1 abnormal",
        "user=[2283607014] abnormal",
        "session=5 unhandled",
        "user=[2283607014] unhandled",
        "session=4 crashed",
        "user=[2283607014] crashed",
      ],
    ],
    [[{ started, crashed: 2 }], ["session=2 init", "session=2 errored_preaggr", "session=2 crashed"]],
    [[{ started, errored: 2 }], ["session=2 init", "session=2 errored_preaggr"]],
    [[{ started }], []],
    [[{ started, did: "d2" }], ["user=[2266829395]"]],
    [[{ started, exited: 1, did: "d3" }], ["session=1 init", "user=[2250051776]"]],
    [[{ started, exited: 1, did: "00000000-0000-0000-0000-000000000000" }], ["session=1 init"]],
    [
      [
        { started, exited: 1 },
        { started: iso(-2), exited: 5 },
      ],
      ["session=1 init", "session=5 init"],
    ],
    [
      [
        { started, exited: 1 },
        { started: iso(-6 * 86_400), exited: 5 },
      ],
      ["session=1 init"],
    ],
  ])("%p", (list, expected) => {
    expect(aggregates(list)).toEqual(expected);
  });

  test.each([
    [5],
    [null],
    [[null]],
    [[]],
    [[{ started: "x" }]],
    [
      [
        { started, exited: 1 },
        { started: "x", exited: 1 },
      ],
    ],
    [[{ started, exited: "5" }]],
    [[{ started, exited: null }]],
  ])("%p counts for nothing", (list) => {
    expect(aggregates(list)).toEqual(["dropped"]);
  });
});

describe("tags and times", () => {
  test("release, environment and SDK; the second in which it started", () => {
    const json = JSON.stringify({
      started: "2026-11-24T09:59:58.999Z",
      init: true,
      attrs: { release: " r ", environment: "" },
    });
    const session = parseSession(json, { receivedAtMs: NOW_MS, makeId: () => SID });
    if (session === undefined) throw new Error("no session");
    const context = { version: 1, client: "sentry.python/2", receivedAtMs: NOW_MS };
    const [bucket] = sessionMetrics(session, context);
    expect(bucket).toMatchObject({
      timestampSeconds: NOW - 2,
      tags: { release: " r ", environment: "", sdk: "sentry.python/2", "session.status": "init" },
      metadata: { merges: 1, receivedAtSeconds: NOW },
    });
  });

  test("a wrong clock is corrected, an address filled in, an impossible environment left out", () => {
    const attrs = { release: "r", environment: "a/b", ip_address: "{{auto}}" };
    const json = JSON.stringify({ started: iso(-7_210), timestamp: iso(-7_200), attrs });
    const parsed = parseSession(json, { receivedAtMs: NOW_MS, makeId: () => SID });
    if (parsed === undefined) throw new Error("no session");
    const session = normalizeSession(parsed, { ...CONTEXT, driftMs: 7_200_000 });
    expect(session).toMatchObject({ startedMs: NOW_MS - 10_000, timestampMs: NOW_MS });
    expect(session?.attributes).toMatchObject({ environment: undefined, ipAddress: "1.2.3.4" });
  });
});

test.each<[string, boolean]>([
  ["", true],
  ["my-app@1.2.3+build", true],
  [" a b ", true],
  [".", false],
  ["..", false],
  ["LATEST", false],
  ["a\\b", false],
  ["a\nb", false],
  ["a\u007f", false],
  ["a".repeat(200), true],
  ["é".repeat(101), false],
])("release %p: %p", (release, expected) => {
  expect(isValidRelease(release)).toBe(expected);
});

test.each<[string, boolean]>([
  ["", true],
  ["prod", true],
  ["None", false],
  ["a/b", false],
  ["e".repeat(64), true],
  ["e".repeat(65), false],
])("environment %p: %p", (environment, expected) => {
  expect(isValidEnvironment(environment)).toBe(expected);
});

test("any JSON is read without throwing", () => {
  const fields = fc.dictionary(
    fc.constantFrom("sid", "did", "started", "attrs", "status", "aggregates", "release"),
    fc.jsonValue(),
  );
  const options = { receivedAtMs: NOW_MS, makeId: () => SID };
  fc.assert(
    fc.property(fields, (value) => {
      const json = JSON.stringify(value);
      parseSession(json, options);
      parseSessionAggregates(json);
    }),
  );
});
