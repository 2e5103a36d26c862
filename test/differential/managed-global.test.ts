/** Filters of all projects beside the reference: how they and a project's own become one list. */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import { type ManagedCase, single } from "./managed/case.ts";
import { event, type Json } from "./managed/filter-parts.ts";
import { runCases } from "./managed/run-cases.ts";

const released = (value: string): Json => ({ op: "eq", name: "event.release", value });
const own = (...filters: readonly Json[]): Json => ({ filterSettings: { generic: { version: 1, filters } } });
const filterCase = (name: string, release: string, config: Json = {}): ManagedCase =>
  single(`global filter ${name}`, [event({ release })], { config });

const CASES: readonly ManagedCase[] = [
  filterCase("that is on", "on"),
  filterCase("that is off", "off"),
  filterCase("switched off", "on", own({ id: "on", isEnabled: false, condition: null })),
  filterCase("switched on", "off", own({ id: "off", isEnabled: true, condition: null })),
  filterCase(
    "with a condition of the project",
    "mine",
    own({ id: "on", isEnabled: true, condition: released("mine") }),
  ),
  filterCase(
    "without its own condition",
    "on",
    own({ id: "on", isEnabled: true, condition: released("mine") }),
  ),
  filterCase("beside newer ones", "on", { filterSettings: { generic: { version: 2, filters: [] } } }),
  filterCase("beside none", "on", own()),
  filterCase("beside one without a condition", "on", own({ id: "zz", isEnabled: true })),
];

const FILTERS = [
  { id: "on", isEnabled: true, condition: released("on") },
  { id: "off", isEnabled: false, condition: released("off") },
];
const GLOBAL_CONFIGS: readonly (readonly [what: string, filters: Json])[] = [
  ["known", { version: 1, filters: FILTERS }],
  ["of a newer version", { version: 2, filters: FILTERS }],
  ["malformed", { version: 1, filters: [{ id: "on" }] }],
];

for (const [what, filters] of GLOBAL_CONFIGS) {
  describe.skipIf(missing("reference"))(`global filters, ${what}`, async () => {
    if (missing("reference")) return;
    const options = { emitOutcomes: "as_client_reports", globalConfig: { filters } } as const;
    const [ours, theirs] = await Promise.all([
      runCases(CASES, { kind: "baton", ...options }),
      runCases(CASES, { kind: "reference", ...options }),
    ]);
    for (const { name } of CASES) test(name, () => expect(ours.get(name)).toEqual(theirs.get(name) as never));
  });
}
