/**
 * Managed mode beside the reference: the same envelopes of the same projects give the same answers, the same items in
 * the same envelopes upstream, the same outcomes and the same metrics. What is in the payloads is compared where they
 * are normalised.
 */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import { MANAGED_CASES } from "./managed/cases.ts";
import { runCases } from "./managed/run-cases.ts";

for (const emitOutcomes of [true, "as_client_reports"] as const) {
  describe.skipIf(missing("reference"))(
    `managed mode beside the reference, outcomes: ${emitOutcomes}`,
    async () => {
      if (missing("reference")) return;
      const [ours, theirs] = await Promise.all([
        runCases(MANAGED_CASES, { kind: "baton", emitOutcomes }),
        runCases(MANAGED_CASES, { kind: "reference", emitOutcomes }),
      ]);
      for (const { name } of MANAGED_CASES) {
        test(name, () => expect(ours.get(name)).toEqual(theirs.get(name) as never));
      }
    },
  );
}
