/**
 * CPU time of inbound filters and of dynamic sampling, per event as SDKs send them, with all filters on and 22 rules.
 * Run: `bun bench/micro/filters.bench.ts`.
 */
import { checkEvent } from "../../src/domain/event/check.ts";
import { EventDocument } from "../../src/domain/event/document.ts";
import { EVENT_VIEW } from "../../src/domain/event/event-filterable.ts";
import { EVENT_FIELDS, type EventSubject } from "../../src/domain/event/getter.ts";
import { parseFilterSettings } from "../../src/domain/filters/filter-settings.ts";
import { ProjectFilters } from "../../src/domain/filters/project-filters.ts";
import { parseSamplingConfig } from "../../src/domain/sampling/sampling-config.ts";
import { compileRules, SamplingEvaluation } from "../../src/domain/sampling/sampling-rules.ts";
import { seededRandom } from "../../src/domain/sampling/seeded-random.ts";
import { readWireEnvelope } from "../../test/support/wire-envelope.ts";
import { errorEnvelope, transactionEnvelope } from "../load/traffic/payloads.ts";
import { Random } from "../load/traffic/requests.ts";

const SETTINGS = {
  browserExtensions: { isEnabled: true },
  webCrawlers: { isEnabled: true },
  localhost: { isEnabled: true },
  clientIps: { blacklistedIps: ["10.0.0.0/8", "2001:db8::/32"] },
  legacyBrowsers: { isEnabled: true, options: ["default"] },
  releases: { releases: ["bad@*", "worse@1.*"] },
  errorMessages: { patterns: ["*ResizeObserver*", "{Script,Network} error?", "*Non-Error*rejection*"] },
  ignoreTransactions: { isEnabled: true, patterns: ["*healthcheck*", "*healthy*", "*live*", "*ready*"] },
  generic: {
    version: 1,
    filters: [
      {
        id: "chunk",
        isEnabled: true,
        condition: {
          op: "any",
          name: "event.exception.values",
          inner: { op: "glob", name: "value", value: ["*ChunkLoadError*"] },
        },
      },
      {
        id: "old",
        isEnabled: true,
        condition: { op: "release", name: "event.release", comparator: "lt", value: "0.1.0" },
      },
    ],
  },
};
const RULES = [
  {
    id: 1500,
    type: "transaction",
    samplingValue: { type: "factor", value: 2 },
    condition: { op: "glob", name: "event.transaction", value: ["*/rare*"] },
  },
  ...Array.from({ length: 20 }, (_, index) => ({
    id: 1400 + index,
    type: "transaction",
    samplingValue: { type: "factor", value: 1.5 },
    condition: {
      op: "eq",
      name: "event.transaction",
      value: [`/route/${index}`],
      options: { ignoreCase: true },
    },
  })),
  {
    id: 1000,
    type: "transaction",
    samplingValue: { type: "sampleRate", value: 0.3 },
    condition: { op: "and", inner: [] },
  },
];

function costUs(work: () => unknown, rounds: number): number {
  for (let i = 0; i < rounds / 5; i++) work();
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < 5; repeat++) {
    const before = process.cpuUsage();
    for (let i = 0; i < rounds; i++) work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / rounds);
  }
  return best;
}

function subjectOf(envelope: Buffer): EventSubject {
  const parsed = EventDocument.parse(readWireEnvelope(envelope).items[0]?.payload ?? Buffer.of());
  if (!parsed.ok) throw new Error("the benchmark's event must parse");
  checkEvent(parsed.value, { constrained: true });
  return { root: parsed.value.root, clientIp: "203.0.113.7" };
}

const settings = parseFilterSettings(JSON.stringify(SETTINGS));
if (!settings.ok) throw new Error(settings.error);
const filters = new ProjectFilters(settings.value, undefined);
const rules = compileRules(
  parseSamplingConfig(JSON.stringify({ version: 2, rules: RULES })) ?? [],
  "transaction",
  EVENT_FIELDS,
);
const traceId = "4a106cf6b15144eb9131ae7db1a157a3";

const cases: readonly (readonly [name: string, envelope: Buffer])[] = [
  ["error, 1.7 KB", errorEnvelope(new Random(1))],
  ["transaction of 400 spans", transactionEnvelope(new Random(1), 400)],
];
console.log("µs per envelope".padEnd(28), "filters  sampling");
for (const [name, envelope] of cases) {
  const subject = subjectOf(envelope);
  if (filters.match(subject, EVENT_VIEW, subject.clientIp) !== undefined)
    throw new Error("nothing is to be hit");
  const filtering = costUs(() => filters.match(subject, EVENT_VIEW, subject.clientIp), 20_000);
  const sampling = costUs(() => {
    const match = new SamplingEvaluation(1_795_000_000_000).evaluate(rules, subject, traceId);
    return match !== undefined && seededRandom(match.seed) < match.sampleRate;
  }, 20_000);
  console.log(name.padEnd(28), filtering.toFixed(2).padStart(7), sampling.toFixed(2).padStart(9));
}
