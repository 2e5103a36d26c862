import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkEvent } from "../../../src/domain/event/check.ts";
import { EventDocument } from "../../../src/domain/event/document.ts";
import { prepareEvent, writeDocument } from "../../../src/domain/event/event-processing.ts";
import type { NormalizeSettings } from "../../../src/domain/event/normalize/settings.ts";
import { utf8Bytes } from "../../../src/kernel/base/bytes.ts";
import { missing } from "../../support/needs.ts";
import { Oracle, type Verdict } from "../../support/oracle.ts";
import { arbitraryEvent } from "./arbitrary-event.ts";
import { expectSameEvent } from "./compare-events.ts";
import { largeEvents } from "./large-events.ts";

const GENERATED = 500;
const RECEIVED_AT = "2026-01-02T03:04:05Z";
const EVENT_ID = "ba700000000000000000000000000001";
const RETENTION_DAYS = 90;

/** What the wheel does whatever it is told: no address is inferred, nothing comes of the project. */
const SETTINGS: NormalizeSettings = {
  receivedAtMs: Date.parse(RECEIVED_AT),
  maxFutureSecs: 60,
  retentionDays: RETENTION_DAYS,
  metricsRange: undefined,
  projectId: undefined,
  keyId: undefined,
  protocolVersion: undefined,
  groupingConfig: undefined,
  client: undefined,
  clientIp: undefined,
  connectionIp: undefined,
  clientHeaders: [],
  clientSampleRate: undefined,
  traceHead: undefined,
  hidesAddresses: false,
  breakdowns: undefined,
  scoreProfiles: [],
  geoOf: undefined,
  renameRules: [],
  opOf: () => undefined,
  aiModelOf: () => undefined,
  nameOfModel: () => undefined,
  measurementLimits: undefined,
  isFull: false,
  readsUserAgent: true,
  enrichesSpans: false,
};
const CONFIG = {
  received_at: RECEIVED_AT,
  max_secs_in_future: 60,
  max_secs_in_past: RETENTION_DAYS * 86_400,
  enable_trimming: true,
  normalize_spans: true,
  normalize_user_agent: true,
  remove_other: false,
};

/** JSON of the event; what is no event, by why it is none. */
function ours(event: string): string | { readonly refused: string } {
  const parsed = EventDocument.parse(utf8Bytes(event));
  if (!parsed.ok) throw new Error(parsed.error.message);
  const document = parsed.value;
  checkEvent(document, { constrained: true });
  const receivedAtMs = SETTINGS.receivedAtMs;
  const finalize = { eventId: EVENT_ID, sentAtMs: undefined, receivedAtMs, relay: undefined };
  const refused = prepareEvent(document, finalize, SETTINGS);
  if (refused !== undefined) return { refused };
  writeDocument(document);
  return withoutErrors(document.toText());
}

/** The wheel always lists errors, which an external relay does not. */
function withoutErrors(event: string): string {
  const { errors: _, _meta: { errors: __, ...meta } = {}, ...rest } = JSON.parse(event);
  return JSON.stringify(Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta });
}

describe.skipIf(missing("python"))("normalising, beside the wheel", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
  }, 120_000);
  afterAll(() => oracle.stop());

  async function compare(event: string): Promise<void> {
    const theirs = await oracle.normalizeEvent(withId(event), CONFIG);
    const mine = ours(event);
    if (typeof mine === "object")
      expect(theirs).toMatchObject({ error: `invalid transaction event: ${mine.refused}` });
    else expectSameEvent(mine, withoutList(theirs), { madeUp: true });
  }

  test.each(["types", "steps", "user-agents"])(
    `events made by hand: %s`,
    async (name) => {
      const events = readFileSync(join(import.meta.dir, `corpus/${name}.jsonl`), "utf8")
        .trimEnd()
        .split("\n");
      for (const event of events) await compare(event);
    },
    120_000,
  );

  test("events that are too large", async () => {
    for (const event of largeEvents()) await compare(JSON.stringify(event));
  }, 60_000);

  test(`${GENERATED} events made up from the schema`, async () => {
    const events = fc.sample(arbitraryEvent, { numRuns: GENERATED, seed: 26 });
    for (const event of events) await compare(JSON.stringify(event));
  }, 120_000);
});

/** The event's id is the envelope's; numbers keep their digits. */
function withId(event: string): string {
  if (!event.startsWith("{")) return event;
  return event === "{}" ? `{"event_id":"${EVENT_ID}"}` : `${event.slice(0, -1)},"event_id":"${EVENT_ID}"}`;
}

function withoutList(verdict: Verdict<string>): Verdict<string> {
  return "value" in verdict ? { value: withoutErrors(verdict.value) } : verdict;
}
