/**
 * Proxy mode beside the reference: the same requests, the same answers, the same bytes upstream.
 * `BATON_DIFFERENTIAL=reference` puts the reference on both sides, which must find nothing; `=dist` tries dist/baton;
 * `BATON_DIFFERENTIAL_SUITE=name` runs one suite.
 */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import { type RelayKind, whyNot } from "../support/relay-process.ts";
import { type Conversation, runSuite } from "./arena.ts";
import { canonical } from "./canonical.ts";
import type { Suite } from "./case.ts";
import { describeDifferences, differences, unknownOnly } from "./compare.ts";
import { SUITES } from "./corpus/all.ts";
import { KNOWN_DIFFERENCES, type KnownDifference } from "./known-differences.ts";

const subject = (process.env.BATON_DIFFERENTIAL ?? "baton") as RelayKind;
const only = process.env.BATON_DIFFERENTIAL_SUITE;
const suites = SUITES.filter(({ name }) => only === undefined || name === only);
const usedEntries = new Set<KnownDifference>();

interface Run {
  readonly suite: Suite;
  readonly ours: ReadonlyMap<string, Conversation>;
  readonly theirs: ReadonlyMap<string, Conversation>;
}

async function runAll(): Promise<Run[]> {
  const obstacle = whyNot(subject);
  if (obstacle !== undefined) throw new Error(obstacle);
  const runs: Run[] = [];
  for (const suite of suites) {
    const [ours, theirs] = await Promise.all([runSuite(suite, subject), runSuite(suite, "reference")]);
    runs.push({ suite, ours, theirs });
  }
  return runs;
}

describe.skipIf(missing("reference"))("proxy mode beside the reference", async () => {
  const runs = missing("reference") ? [] : await runAll();
  for (const { suite, ours, theirs } of runs) {
    describe(suite.name, () => {
      for (const { name } of suite.cases) {
        test(name, () => {
          const [our, their] = [ours.get(name), theirs.get(name)];
          if (our === undefined || their === undefined) throw new Error("the case did not run");
          const found = differences(canonical(our), canonical(their));
          expect(describeDifferences(unknownOnly(name, found, KNOWN_DIFFERENCES, usedEntries))).toBe("");
        });
      }
    });
  }

  if (subject !== "reference" && only === undefined) {
    test("no known difference is stale", () => {
      const stale = KNOWN_DIFFERENCES.filter((entry) => !usedEntries.has(entry));
      expect(stale.map(({ reference, cases, path }) => `${reference} (${cases} ${path})`)).toEqual([]);
    });
  }
});

test("no two cases share a name", () => {
  const names = SUITES.flatMap(({ cases }) => cases.map(({ name }) => name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
