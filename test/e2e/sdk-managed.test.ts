/**
 * Real SDKs through managed mode: they hear of limits and hold back what is limited, say so in their reports, go on with
 * everything else; and their sessions become release health. With the reference at hand, the same run through it leaves
 * the same upstream.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { ensureVenv } from "../support/sdk/sdks.ts";
import { type Step, StepsApp } from "../support/sdk/steps.ts";
import { type UpstreamView, viewOf } from "../support/upstream-view.ts";
import { pause } from "../support/wait.ts";

const START = {
  "@sentry/node": (dsn: string) => StepsApp.node(dsn),
  "sentry-sdk of Python": (dsn: string) => StepsApp.python(dsn),
} as const;
type SdkName = keyof typeof START;

const FEATURES = ["organizations:ourlogs-ingestion", "organizations:tracemetrics-ingestion"];
const OTHERS: readonly Step[] = ["error", "trace", "log", "metric", "check_in", "session"];
/** A relay needs so long to take in what an answer of the upstream said. */
const LEARN_MS = 500;
/** Until what the relay merges has left. */
const FLUSH_MS = 2_500;

interface Scenario {
  readonly name: string;
  /** Further members of the project's config. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the upstream answers to the first envelope, beside 429. */
  readonly limits?: string;
  /** Done before the limit is known, then three times more, of which the SDK holds back all but the first. */
  readonly limited?: Step;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: "a quota of 0",
    config: { quotas: [{ categories: ["error"], scope: "project", limit: 0, reasonCode: "full" }] },
    limited: "error",
  },
  {
    name: "traces limited by the upstream",
    limits: "60:transaction;span:project:busy",
    limited: "trace",
  },
  {
    name: "metrics limited by the upstream, buckets of sessions alone",
    config: { sessionMetrics: { version: 3 } },
    limits: "60:trace_metric:project:busy, 60:metric_bucket:project:busy:sessions",
    limited: "metric",
  },
  { name: "no limit, sessions as metrics", config: { sessionMetrics: { version: 3 } } },
];

const PROJECT_ID = 42;
const keyOf = (index: number) => String(index + 1).repeat(32);

/** All scenarios at once through one relay. @returns what the upstream has of each in the end */
async function run(kind: RelayKind, sdk: SdkName): Promise<Record<string, UpstreamView>> {
  using sentry = FakeSentry.start();
  for (const [index, { config }] of SCENARIOS.entries())
    sentry.projects.add(keyOf(index), PROJECT_ID + index, { features: FEATURES, ...config });
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      // Quotas are for relays of the same installation alone.
      cache: { project_request_full_config: true, batch_interval: 50 },
      outcomes: { emit_outcomes: "as_client_reports" },
      aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
      limits: { shutdown_timeout: 2 },
    },
    files: createIdentity().files,
  });
  await Promise.all(SCENARIOS.map((scenario, index) => play(scenario, index, sentry, relay, START[sdk])));
  await pause(FLUSH_MS);
  await relay.stop(); // sends what it has counted
  return Object.fromEntries(SCENARIOS.map(({ name }, index) => [name, viewOf(sentry, keyOf(index))]));
}

async function play(
  { limited, limits }: Scenario,
  index: number,
  sentry: FakeSentry,
  relay: RelayProcess,
  start: (typeof START)[SdkName],
): Promise<void> {
  const path = `/api/${PROJECT_ID + index}/envelope/`;
  if (limits !== undefined) {
    const headers = { "x-sentry-rate-limits": limits, "retry-after": "60" };
    sentry.fail({ kind: "status", status: 429, headers }, { path, times: 1 });
  }
  using app = await start(relay.dsn(keyOf(index), PROJECT_ID + index));
  if (limited !== undefined) {
    await app.do(limited); // taken: the relay knows of no limit
    const asked = () => sentry.requests.some(({ body }) => body.includes(keyOf(index)));
    const answered = () => sentry.requests.some((request) => request.path === path);
    await sentry.waitFor(limits === undefined ? asked : answered);
    await pause(LEARN_MS);
    await app.do(limited, limited, limited); // refused, which the SDK hears; then held back
  }
  await app.do(...OTHERS.filter((step) => step !== limited));
  await app.end();
}

/** How many of these the SDK says it held back. */
const heldBack = ({ outcomes }: UpstreamView, category: string) =>
  outcomes[`discarded_events ratelimit_backoff ${category}`];
const without = (view: UpstreamView, ...types: readonly string[]) =>
  types.every((type) => !view.envelopes.some((envelope) => envelope.includes(type)));

/** Without what differs between two runs of one SDK: the ids of its sessions, and the bytes of its timestamps. */
function comparable(views: Readonly<Record<string, UpstreamView>>) {
  return Object.entries(views).map(([name, { envelopes, outcomes, metrics }]) => ({
    name,
    envelopes,
    outcomes: Object.entries(outcomes).map(([key, sum]) => (key.endsWith("_byte") ? key : [key, sum])),
    metrics: Object.entries(metrics).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.length : value,
    ]),
  }));
}

for (const sdk of Object.keys(START) as SdkName[]) {
  const isPython = sdk !== "@sentry/node";
  describe.skipIf(isPython && missing("python"))(`${sdk} through managed mode`, () => {
    let views: Record<string, UpstreamView>;
    const view = (index: number) => views[SCENARIOS[index]?.name ?? ""] as UpstreamView;

    beforeAll(async () => {
      if (isPython) await ensureVenv();
      views = await run("baton", sdk);
    }, 150_000);

    test("holds back errors for which the project has a quota of 0, and nothing else", () => {
      expect(heldBack(view(0), "error")).toBe(2);
      // One before the limit was known, one that was answered with 429.
      expect(view(0).outcomes["rate_limited_events full error"]).toBe(2);
      expect(without(view(0), "event")).toBe(true);
      expect(view(0).envelopes.length).toBeGreaterThanOrEqual(OTHERS.length - 1);
    });

    test("holds back traces that the upstream has limited, and nothing else", () => {
      expect(heldBack(view(1), "span")).toBe(2);
      expect(without(view(1), "transaction", "span")).toBe(true);
      expect(view(1).envelopes.length).toBeGreaterThanOrEqual(OTHERS.length - 1);
    });

    test("holds back metrics; a limit of sessions' buckets is the relay's own business", () => {
      expect(heldBack(view(2), "trace_metric")).toBe(2);
      expect(heldBack(view(2), "metric_bucket")).toBeUndefined();
      expect(heldBack(view(2), "session")).toBeUndefined();
      expect(view(2).outcomes["rate_limited_events busy metric_bucket"]).toBeGreaterThan(0);
      expect(view(2).metrics).toEqual({});
    });

    test("is heard whole without a limit, its sessions as release health", () => {
      expect(view(3).outcomes).toEqual({});
      expect(view(3).envelopes).toHaveLength(OTHERS.length - 1);
      expect(without(view(3), "session")).toBe(true);
      const tags = '{"environment":"test","release":"shop@2.4.1","sdk":';
      const names = Object.keys(view(3).metrics).map((name) => name.replace(/ .*/, ""));
      expect(names).toContain("c:sessions/session@none");
      expect(Object.keys(view(3).metrics).every((name) => name.includes(tags))).toBe(true);
    });

    test.skipIf(missing("reference"))(
      "leaves the same upstream through the reference",
      async () => {
        expect(comparable(await run("reference", sdk))).toEqual(comparable(views));
      },
      60_000,
    );
  });
}
