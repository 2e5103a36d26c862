/**
 * What a relay in managed mode makes of events, beside the reference: what comes of the connection, the project and the envelope,
 * of which the wheel knows nothing.
 */
import { describe, expect, test } from "bun:test";
import { missing } from "../../support/needs.ts";
import { EVENT_CASES, GLOBAL_CONFIG } from "./event-cases.ts";
import { runEvents, type Written } from "./run-events.ts";

/** Times and keys of each relay's own. */
const OWN = new Set(["received", "public_key", "server_time"]);
/** Summed up in other places of the code than the reference's: the last digits differ. */
const SIGNIFICANT_DIGITS = 12;

describe.skipIf(missing("reference"))("events in managed mode beside the reference", async () => {
  if (missing("reference")) return;
  const [ours, theirs] = await Promise.all([
    runEvents(EVENT_CASES, "baton", GLOBAL_CONFIG),
    runEvents(EVENT_CASES, "reference", GLOBAL_CONFIG),
  ]);
  for (const { name } of EVENT_CASES)
    test(name, () => expect(comparable(ours.get(name))).toEqual(comparable(theirs.get(name))));
});

/** Without what two relays cannot have in common, and without the tags of spans, which are left to Sentry. */
function comparable(written: Written | undefined): unknown {
  if (written === undefined || written === "dropped") return written;
  const { payload, type } = written;
  const read = (key: string, value: unknown): unknown => {
    if (OWN.has(key) || key === "sentry_tags") return undefined;
    return typeof value === "number" ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : value;
  };
  const moved = payload.timestamp === payload.received ? { timestamp: "when it was received" } : {};
  return { type, payload: JSON.parse(JSON.stringify({ ...payload, ...moved }), read) };
}
