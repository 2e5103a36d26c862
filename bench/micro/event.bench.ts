/**
 * What managed mode does with one event: read it, check, normalise and trim it, write it. `bun bench/micro/event.bench.ts`
 * prints microseconds per event of the load benchmarks: the best of several rounds.
 */
import { checkEvent } from "../../src/domain/event/check.ts";
import { EventDocument } from "../../src/domain/event/document.ts";
import { prepareEvent, writeDocument } from "../../src/domain/event/event-processing.ts";
import { readNormalizeRules } from "../../src/domain/event/normalize/rules.ts";
import type { NormalizeSettings } from "../../src/domain/event/normalize/settings.ts";
import { DEFAULT_GLOBAL_CONFIG } from "../../src/domain/project/global-config.ts";
import { PERMISSIVE_CONFIG } from "../../src/domain/project/project-config.ts";
import { readWireEnvelope } from "../../test/support/wire-envelope.ts";
import { errorEnvelope, transactionEnvelope } from "../load/traffic/payloads.ts";
import { Random } from "../load/traffic/requests.ts";

const ROUND_MS = 100;
const ROUNDS = 20;

const EVENT_ID = "3bf0c84598b54c10b0215873d2d35a03";
const TRACE_HEAD = { traceId: EVENT_ID, projectId: "42", transaction: "/checkout", replayId: undefined };
const SETTINGS: NormalizeSettings = {
  ...readNormalizeRules(PERMISSIVE_CONFIG, DEFAULT_GLOBAL_CONFIG),
  receivedAtMs: Date.now(),
  maxFutureSecs: 60,
  metricsRange: { maxPastSecs: 432_000, maxFutureSecs: 60 },
  projectId: 42,
  keyId: "7",
  protocolVersion: "7",
  client: "sentry.python/2.75.0",
  clientIp: "10.0.0.1",
  connectionIp: "10.0.0.1",
  clientHeaders: [],
  clientSampleRate: 0.25,
  traceHead: TRACE_HEAD,
  geoOf: undefined,
  nameOfModel: () => undefined,
  isFull: false,
  readsUserAgent: true,
  enrichesSpans: true,
};
const FINALIZE = {
  eventId: EVENT_ID,
  sentAtMs: Date.now(),
  receivedAtMs: Date.now(),
  relay: { version: "26.9.0", publicKey: "key" },
};

function read(payload: Uint8Array): EventDocument {
  const parsed = EventDocument.parse(payload);
  if (!parsed.ok) throw new Error("the benchmark's event must parse");
  return parsed.value;
}

function checked(payload: Uint8Array): EventDocument {
  const document = read(payload);
  checkEvent(document, { constrained: true });
  return document;
}

function prepared(payload: Uint8Array): EventDocument {
  const document = checked(payload);
  const problem = prepareEvent(document, FINALIZE, SETTINGS);
  if (problem !== undefined) throw new Error(problem);
  return document;
}

/** Microseconds per call, in the best round. */
function measure(work: () => unknown): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    let calls = 0;
    for (; performance.now() - start < ROUND_MS; calls++) work();
    best = Math.min(best, ((performance.now() - start) * 1000) / calls);
  }
  return best.toFixed(0).padStart(7);
}

const random = new Random(1);
const EVENTS = {
  "an error": errorEnvelope(random),
  "a transaction of 400 spans": transactionEnvelope(random, 400),
};
for (const [name, envelope] of Object.entries(EVENTS)) {
  const payload = readWireEnvelope(envelope).items[0]?.payload as Uint8Array;
  console.log(`${name}, ${payload.length} bytes`);
  console.log(`${measure(() => read(payload))} µs  read`);
  console.log(`${measure(() => checked(payload))} µs  and checked`);
  console.log(`${measure(() => prepared(payload))} µs  and normalised`);
  console.log(`${measure(() => writeDocument(prepared(payload)))} µs  and written`);
}
