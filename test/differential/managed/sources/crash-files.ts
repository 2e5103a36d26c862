import { msgpack } from "../../../../src/domain/event/sources/testkit/msgpack.ts";
import { FORM, form, post } from "../../case.ts";
import {
  attachment,
  formData,
  inEnvelope,
  MINIDUMP,
  type SourceCase,
  type SourcePart,
} from "./source-case.ts";

export const payload = (value: unknown): SourcePart => attachment("event.payload", msgpack(value));
export const breadcrumbs = (...values: readonly unknown[]): SourcePart =>
  attachment("event.breadcrumbs", Buffer.concat(values.map(msgpack)));
const crumb = (message: string, timestamp?: number | string) => ({
  message,
  ...(timestamp === undefined ? {} : { timestamp }),
});
const EMPTY = new Uint8Array();

/** `{"extra":{"v":…}}` around the bytes of a value. */
const around = (...bytes: readonly number[]) =>
  Buffer.concat([msgpack({ extra: { v: null } }).subarray(0, -1), Buffer.from(bytes)]);
/** A map of keys that are given as bytes. */
const keyed = (...key: readonly number[]) => Buffer.from([0x81, ...key, 0xa1, 0x78]);
const lists = (count: number) => [...Array<number>(count - 1).fill(0x91), 0x90];
const text = (value: string) => [0xa0 + value.length, ...Buffer.from(value)];

const PAYLOADS: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ["an event", msgpack({ release: "r", message: "hello", extra: { a: [1, "b", null, true] } })],
  [
    "whole numbers",
    msgpack({ extra: { a: 2n ** 64n - 1n, b: -5, c: 2n ** 53n + 1n, d: -(2 ** 52), e: 200 } }),
  ],
  [
    "fractions",
    msgpack({ extra: { a: 1.5, b: 1e300, c: Number.NaN, d: Number.POSITIVE_INFINITY, e: 1e-7 } }),
  ],
  ["a single float", around(0xca, 0x3d, 0xcc, 0xcc, 0xcd)],
  ["a whole float", around(0xcb, 0x40, 0, 0, 0, 0, 0, 0, 0)],
  ["binary", around(0xc4, 1, 0x61)],
  ["an extension", around(0xd4, 1, 2)],
  ["a time", around(0xd6, 0xff, 0x60, 0, 0, 0)],
  ["text that is not UTF-8", around(0xa1, 0xff)],
  ["a marker that nobody uses", around(0xc1)],
  ["a key that is not UTF-8", keyed(0xa1, 0xff)],
  ["a null key", keyed(0xc0)],
  ["a number for a key", keyed(0x01)],
  ["a number for a key below", around(0x81, 1, 2)],
  ["true for a key below", around(0x81, 0xc3, 2)],
  ["a binary key", keyed(0xc4, 7, ...Buffer.from("release"))],
  ["a key twice", Buffer.from([0x82, ...text("release"), 0xa1, 0x61, ...text("release"), 0xa1, 0x62])],
  ["something after it", Buffer.concat([msgpack({ release: "r" }), msgpack({ release: "q" })])],
  ["nonsense after it", Buffer.concat([msgpack({ release: "r" }), Buffer.of(0xc1)])],
  ["an end too soon", msgpack({ release: "rr" }).subarray(0, -1)],
  ["nothing", EMPTY],
  ["nonsense", Buffer.of(0xc1)],
  ["null", msgpack(null)],
  ["a number", msgpack(3)],
  ["a list", msgpack([1])],
  ["a text", msgpack("x")],
  ["too many members", Buffer.of(0xdf, 0xff, 0xff, 0xff, 0xff)],
  ["too many elements", Buffer.of(0x81, 0xa1, 0x61, 0xdd, 0xff, 0xff, 0xff, 0xff)],
  ["125 levels", around(...lists(125))],
  ["126 levels", around(...lists(126))],
  ["200 levels", around(...lists(200))],
  ["what is said about it", msgpack({ release: "r", _meta: { release: { "": { rem: [["a", "x"]] } } } })],
  ["the type of another", msgpack({ type: "feedback" })],
  ["a report of a browser", msgpack({ csp: { effective_directive: "img-src" } })],
  ["too much", msgpack({ release: "x".repeat(1024 * 1024) })],
];

const b = [crumb("b1", 200), crumb("b2", 201)];
const a = [crumb("a1", 100), crumb("a2", 101), crumb("a3", 102)];
const BREADCRUMBS: readonly (readonly [what: string, ...parts: readonly SourcePart[]])[] = [
  ["one file", breadcrumbs(...a)],
  ["the later file first", breadcrumbs(...b), breadcrumbs(...a)],
  ["the later file last", breadcrumbs(...a), breadcrumbs(...b)],
  [
    "times as text",
    breadcrumbs(crumb("b", "2024-01-01T00:00:05")),
    breadcrumbs(crumb("a", "2024-01-01T00:00:01Z"), crumb("c", 2)),
  ],
  ["equal times", breadcrumbs(crumb("b", 5)), breadcrumbs(crumb("a1", 5), crumb("a2", 5))],
  ["no time first", breadcrumbs(crumb("b")), breadcrumbs(crumb("a", 5))],
  ["no time last", breadcrumbs(crumb("a", 5)), breadcrumbs(crumb("b"))],
  ["no times", breadcrumbs(crumb("b")), breadcrumbs(crumb("a1"), crumb("a2"))],
  ["three files", breadcrumbs(crumb("a", 1)), breadcrumbs(crumb("b", 2)), breadcrumbs(crumb("c", 3))],
  ["an empty file", breadcrumbs(), breadcrumbs(crumb("a", 5))],
  ["empty files", breadcrumbs(), breadcrumbs()],
  ["numbers", breadcrumbs(3)],
  ["a list", breadcrumbs([crumb("a", 1)])],
  ["null", breadcrumbs(null)],
  ["an end too soon", attachment("event.breadcrumbs", msgpack(crumb("a", 1)).subarray(0, -1))],
  ["wrong values", breadcrumbs({ message: 3, timestamp: "x", data: "s" })],
  ["many", breadcrumbs(...Array.from({ length: 150 }, (_, index) => crumb(`a${index}`, index)))],
  ["too much", breadcrumbs(crumb("x".repeat(1024 * 1024), 1))],
];
const OLD = payload({ release: "r", breadcrumbs: { values: [crumb("old", 1)] } });

/** MessagePack files of native SDKs. */
export const CRASH_FILES: readonly SourceCase[] = [
  {
    name: "crash files: sent",
    request: ({ key, project }) =>
      post(
        `/api/${project}/minidump/?sentry_key=${key}`,
        form(
          { name: "upload_file_minidump", filename: "d.dmp", body: "MDMP...." },
          {
            name: "__sentry-event",
            filename: "__sentry-event",
            body: msgpack({ release: "r", event_id: "e".repeat(32) }),
          },
          {
            name: "__sentry-breadcrumb1",
            filename: "__sentry-breadcrumb1",
            body: Buffer.concat(a.map(msgpack)),
          },
          {
            name: "__sentry-breadcrumb2",
            filename: "__sentry-breadcrumb2",
            body: Buffer.concat(b.map(msgpack)),
          },
        ),
        FORM,
      ),
  },
  ...PAYLOADS.map(([what, bytes]) =>
    inEnvelope(`crash files: ${what}`, [
      MINIDUMP,
      attachment("event.payload", bytes),
      attachment(undefined, "x"),
    ]),
  ),
  ...BREADCRUMBS.flatMap(([what, ...parts]) => [
    inEnvelope(`crash files: breadcrumbs, ${what}`, [MINIDUMP, payload({ release: "r" }), ...parts]),
    inEnvelope(`crash files: breadcrumbs alone, ${what}`, [MINIDUMP, ...parts]),
  ]),
  inEnvelope("crash files: older breadcrumbs", [MINIDUMP, OLD, breadcrumbs(...b)]),
  inEnvelope("crash files: older breadcrumbs and none", [MINIDUMP, OLD, breadcrumbs()]),
  inEnvelope("crash files: breadcrumbs of null", [MINIDUMP, payload(null), breadcrumbs(...b)]),
  inEnvelope("crash files: breadcrumbs of a number", [MINIDUMP, payload(3), breadcrumbs(...b)]),
  inEnvelope("crash files: null and a form", [MINIDUMP, payload(null), formData(["sentry[release]", "f"])]),
  inEnvelope("crash files: two events", [MINIDUMP, payload({ release: "r1" }), payload({ release: "r2" })]),
];
