/** Events that are made to take long: as large as one may be, and the worst for one step or another. */
import { expect, test } from "bun:test";
import { checkEvent } from "../../src/domain/event/check.ts";
import { EventDocument } from "../../src/domain/event/document.ts";
import { prepareEvent, writeDocument } from "../../src/domain/event/event-processing.ts";
import { readNormalizeRules } from "../../src/domain/event/normalize/rules.ts";
import type { NormalizeSettings } from "../../src/domain/event/normalize/settings.ts";
import { DEFAULT_GLOBAL_CONFIG } from "../../src/domain/project/global-config.ts";
import { PERMISSIVE_CONFIG } from "../../src/domain/project/project-config.ts";
import { utf8Bytes } from "../../src/kernel/base/bytes.ts";

const RECEIVED_AT_MS = Date.UTC(2026, 0, 2);
const SECONDS = RECEIVED_AT_MS / 1_000;
/** As large as an event may be. */
const MAX_BYTES = 2 ** 20;
/** Far more than any of them takes, and far less than what takes more than linear time would. */
const MAX_MS = 5_000;

const settings: NormalizeSettings = {
  ...readNormalizeRules(
    { ...PERMISSIVE_CONFIG, sections: { txNameRules: JSON.stringify([rule("/**/**/**/**/x")]) } },
    DEFAULT_GLOBAL_CONFIG,
  ),
  receivedAtMs: RECEIVED_AT_MS,
  maxFutureSecs: 60,
  metricsRange: undefined,
  projectId: 1,
  keyId: "1",
  protocolVersion: "7",
  client: "a/1",
  clientIp: "::1",
  connectionIp: "::1",
  clientHeaders: [],
  clientSampleRate: 1,
  traceHead: undefined,
  geoOf: undefined,
  nameOfModel: () => undefined,
  isFull: true,
  enrichesSpans: true,
  readsUserAgent: true,
};

function rule(pattern: string): object {
  return { pattern, expiry: "2099-01-01T00:00:00Z", redaction: { method: "replace", substitution: "*" } };
}

function process(event: unknown): string | Uint8Array {
  const parsed = EventDocument.parse(utf8Bytes(JSON.stringify(event)));
  if (!parsed.ok) throw new Error(parsed.error.message);
  checkEvent(parsed.value, { constrained: true });
  const finalize = {
    eventId: "a".repeat(32),
    sentAtMs: undefined,
    receivedAtMs: RECEIVED_AT_MS,
    relay: undefined,
  };
  return prepareEvent(parsed.value, finalize, settings) ?? writeDocument(parsed.value);
}

/** As many as fit into an event. */
function many<T>(make: (index: number) => T): T[] {
  const size = JSON.stringify(make(99_999)).length + 1;
  return Array.from({ length: Math.floor(MAX_BYTES / size) }, (_, index) => make(index));
}

const TRACE = { trace_id: "a".repeat(32), span_id: "b".repeat(16) };
const transaction = (more: object) => ({
  type: "transaction",
  start_timestamp: SECONDS - 9,
  timestamp: SECONDS,
  contexts: { trace: TRACE },
  transaction_info: { source: "url" },
  ...more,
});
const span = { ...TRACE, parent_span_id: TRACE.span_id, start_timestamp: SECONDS - 5, timestamp: SECONDS };

test.each<[string, () => unknown]>([
  ["tags", () => ({ tags: many((index) => [`k${index}`, ""]) })],
  [
    "bad names of measurements",
    () => transaction({ measurements: Object.fromEntries(many((index) => [`- ${index}`, {}])) }),
  ],
  ["spans that are their own parents", () => transaction({ spans: many(() => span) })],
  ["a format of zeros", () => ({ logentry: { message: `%${"0".repeat(MAX_BYTES)}`, params: [1] } })],
  [
    "a parameter put in many times",
    () => ({ logentry: { message: "{0}".repeat(200_000), params: ["x".repeat(100_000)] } }),
  ],
  ["a name of slashes", () => transaction({ transaction: "/".repeat(MAX_BYTES) })],
  ["a name of digits", () => transaction({ transaction: "1%2".repeat(MAX_BYTES / 3) })],
  [
    "a system that says much of itself",
    () => ({ contexts: { os: { raw_description: "a 1.1 ".repeat(MAX_BYTES / 6) } } }),
  ],
  ["cookies", () => ({ request: { cookies: "%41=;".repeat(MAX_BYTES / 5) } })],
  [
    "nesting",
    () => ({ extra: { a: JSON.parse(`${"[".repeat(120)}${"]".repeat(120)}`), b: many(() => [[[[1]]]]) } }),
  ],
  [
    "remarks",
    () => ({ message: "x", _meta: { message: { "": { rem: many((index) => ["r", "s", index, index]) } } } }),
  ],
  ["frames", () => ({ exception: [{ type: "x", stacktrace: { frames: many(() => ({ lineno: "x" })) } }] })],
])("takes its time over %s, and no more", (_, event) => {
  const start = performance.now();
  process(event());
  expect(performance.now() - start).toBeLessThan(MAX_MS);
});
