/**
 * Chains of relays beside one of two references: every item type of the protocol, the same answers to the SDK, the same
 * envelopes, outcomes and metrics in the end. Client reports, since a relay takes outcomes of its own installation alone.
 */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import type { RelayKind } from "../support/relay-process.ts";
import { MANAGED_CASES } from "./managed/cases.ts";
import { type ManagedResult, runCases } from "./managed/run-cases.ts";

const CHAINS = [
  ["baton", "reference"],
  ["reference", "baton"],
  ["baton", "baton"],
] as const satisfies readonly (readonly RelayKind[])[];

/** What envelopes can hold, those aside that only an endpoint of their own makes. */
const ITEM_TYPES = [
  "attachment",
  "check_in",
  "client_report",
  "event",
  "feedback",
  "form_data",
  "log",
  "metric_buckets",
  "profile",
  "profile_chunk",
  "profile_chunk_ui",
  "replay_event",
  "replay_recording",
  "replay_video",
  "security",
  "session",
  "sessions",
  "span",
  "trace_metric",
  "transaction",
  "unreal_report",
  "user_report",
];

test("the cases have every item type", () => {
  const types = MANAGED_CASES.flatMap(({ envelopes }) =>
    envelopes.flatMap(({ parts }) => parts.map(([{ type }]) => type as string)),
  );
  expect(ITEM_TYPES.filter((type) => !types.includes(type))).toEqual([]);
});

/** Logs and metrics grow where they are normalised: how many bytes were refused depends on by whom. */
function withoutBytes(result: ManagedResult | undefined): unknown {
  const outcomes = Object.entries(result?.outcomes ?? {}).map(([name, quantity]) =>
    name.endsWith("_byte") ? name : [name, quantity],
  );
  return { ...result, outcomes };
}

describe.skipIf(missing("reference"))("chains beside one of two references", async () => {
  if (missing("reference")) return;
  const run = (kind: readonly RelayKind[]) =>
    runCases(MANAGED_CASES, { kind, emitOutcomes: "as_client_reports" });
  const [first, second, third] = CHAINS;
  const [theirs, one] = await Promise.all([run(["reference", "reference"]), run(first)]);
  const [two, three] = await Promise.all([run(second), run(third)]);
  for (const [chain, ours] of [
    [first, one],
    [second, two],
    [third, three],
  ] as const) {
    describe(`SDK, ${chain.join(", ")}, Sentry`, () => {
      for (const { name } of MANAGED_CASES)
        test(name, () => expect(withoutBytes(ours.get(name))).toEqual(withoutBytes(theirs.get(name))));
    });
  }
});
