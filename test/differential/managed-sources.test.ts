/**
 * Where events come from besides events, beside the reference: reports of browsers, forms, files and reports of crashes, what
 * users say. The same items with the same payloads go on, the rest has the same outcomes.
 */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import { CRASH_FILES } from "./managed/sources/crash-files.ts";
import { FORM_CASES } from "./managed/sources/forms.ts";
import { REPORTS } from "./managed/sources/reports.ts";
import { runSources } from "./managed/sources/run-sources.ts";
import { SHAPES } from "./managed/sources/shapes.ts";

const CASES = [...REPORTS, ...FORM_CASES, ...CRASH_FILES, ...SHAPES];

test("every case has a name of its own", () =>
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length));

describe.skipIf(missing("reference"))("sources of events beside the reference", async () => {
  if (missing("reference")) return;
  const [ours, theirs] = await Promise.all([runSources(CASES, "baton"), runSources(CASES, "reference")]);
  for (const { name } of CASES) test(name, () => expect(ours.get(name)).toEqual(theirs.get(name) as never));
});
