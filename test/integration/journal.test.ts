/**
 * With `before_answer` a kill -9 loses no counts: sessions, metric buckets, client reports and items that a quota refuses,
 * all of which are merged in memory for seconds, over one kill after the other. What is sent tells who it is, so that a
 * loss is seen as well as something counted twice; the sums are printed.
 */
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CapturedRequest, FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { exchange } from "../support/raw-client.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { idOf } from "../support/traffic.ts";
import { pause } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const KILLS = 5;
const LIFE_MS = 1_500;
const SENDERS = 8;
/** What left with a flush while its envelope was still on its way. */
const MOST_TWICE = 5;
/** Of a request, until the row of its envelope is removed. */
const ON_ITS_WAY_MS = 400;
const METRICS = "/api/0/relays/metrics/";
/** Longer than what is merged stays in memory. */
const REST_MS = 4_500;
const BUCKET_VALUE = 3;
const QUOTA = {
  id: "q",
  categories: ["attachment"],
  limit: 0,
  scope: "organization",
  reasonCode: "no_attachments",
};

const KINDS = ["sessions", "buckets", "reports", "attachments"] as const;
type Kind = (typeof KINDS)[number];

/** How much of what each envelope was, by its number. */
type Counts = Record<Kind, Map<number, number>>;

const counts = (): Counts => ({
  sessions: new Map(),
  buckets: new Map(),
  reports: new Map(),
  attachments: new Map(),
});

function add(to: Map<number, number>, n: number, quantity: number): void {
  to.set(n, (to.get(n) ?? 0) + quantity);
}

function envelopeOf(n: number): string {
  const now = new Date();
  const timestamp = Math.floor(now.getTime() / 1_000);
  const attachment = "x".repeat(10);
  const parts: readonly (readonly [string, unknown])[] =
    n % 2 === 0
      ? [
          [
            "metric_buckets",
            [
              {
                timestamp,
                width: 1,
                name: "c:sessions/hits@none",
                type: "c",
                value: BUCKET_VALUE,
                tags: { n: String(n) },
              },
            ],
          ],
        ]
      : [
          [
            "session",
            {
              sid: crypto.randomUUID(),
              init: true,
              started: now.toISOString(),
              attrs: { release: `n${n}@1` },
            },
          ],
          [
            "client_report",
            { timestamp, discarded_events: [{ reason: `n${n}`, category: "error", quantity: 1 }] },
          ],
          ["attachment", attachment],
        ];
  const lines = parts.flatMap(([type, payload]) => {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    return [JSON.stringify({ type, length: text.length }), text];
  });
  return `${[JSON.stringify({ event_id: idOf(n) }), ...lines].join("\n")}\n`;
}

/** What the upstream has been told, in the requests that count. */
function arrived(sentry: FakeSentry, isMeant: (request: CapturedRequest) => boolean): Counts {
  const found = counts();
  const envelopes = sentry.envelopes.filter(({ request }) => isMeant(request));
  const items = (wanted: string) =>
    envelopes
      .flatMap((envelope) => envelope.items)
      .filter(({ type }) => type === wanted)
      .map(({ payload }) => JSON.parse(payload.toString()));
  const inRequests = sentry.requests
    .filter((request) => request.path === METRICS && isMeant(request))
    .map(({ body }) => JSON.parse(body.toString()).buckets[KEY]);
  for (const { name, value, tags } of [...items("metric_buckets"), ...inRequests].flat()) {
    if (name === "c:sessions/hits@none") add(found.buckets, Number(tags.n), value / BUCKET_VALUE);
    if (name === "c:sessions/session@none")
      add(found.sessions, Number(/^n(\d+)@/.exec(tags.release)?.[1]), value);
  }
  for (const { discarded_events = [], rate_limited_events = [] } of items("client_report")) {
    for (const { reason, quantity } of discarded_events)
      add(found.reports, Number(reason.slice(1)), quantity);
    // These do not say which they are: their sum has to do.
    for (const { reason, category, quantity } of rate_limited_events)
      if (reason === QUOTA.reasonCode && category === "attachment_item") add(found.attachments, 0, quantity);
  }
  return found;
}

test.each([
  ["managed", {}],
  ["static", {}],
  ["managed", { global_metrics: true }],
])(
  "%s mode, http %j: counts survive one kill -9 after the other",
  async (mode, http) => {
    using sentry = FakeSentry.start({
      answer: ({ path }) => (path === METRICS ? { status: 202 } : undefined),
    });
    const folder = mkdtempSync(join(tmpdir(), "journal-"));
    mkdirSync(join(folder, "projects"));
    const config = { sessionMetrics: { version: 3 }, quotas: [QUOTA] };
    const project = { projectId: 42, organizationId: 1, publicKeys: [{ publicKey: KEY }], config };
    const files =
      mode === "managed" ? createIdentity().files : { "projects/42.json": JSON.stringify(project) };
    sentry.projects.add(KEY, 42, config);
    const start = () =>
      RelayProcess.start({
        upstream: sentry.url,
        folder,
        files,
        config: {
          relay: { mode, arbiters: 2 },
          http,
          aggregator: { bucket_interval: 1, initial_delay: 2, flush_partitions: 4 },
          spool: { envelopes: { path: join(folder, "spool.db") }, baton: { write: "before_answer" } },
        },
      });
    const statuses: Record<string, number> = {};
    const acknowledged = { even: new Set<number>(), odd: new Set<number>() };
    const kills: number[] = [];
    let unanswered = 0;
    let next = 0;
    const send = async (relay: RelayProcess, untilMs: number) => {
      while (performance.now() < untilMs) {
        const n = next++;
        const request = {
          method: "POST",
          target: `/api/42/envelope/?sentry_key=${KEY}`,
          body: envelopeOf(n),
        };
        const status = (await exchange(relay.port, request).catch(() => undefined))?.status;
        statuses[status ?? "none"] = (statuses[status ?? "none"] ?? 0) + 1;
        // A 429 is for the attachment alone; what comes with it was taken.
        if (status === 200 || status === 429) acknowledged[n % 2 === 0 ? "even" : "odd"].add(n);
        else unanswered++;
        await pause(5);
      }
    };
    try {
      for (let life = 0; life < KILLS; life++) {
        await using relay = await start();
        const untilMs = performance.now() + LIFE_MS;
        const sending = Promise.all(Array.from({ length: SENDERS }, () => send(relay, untilMs + 20)));
        await pause(LIFE_MS + life * 7);
        kills.push(Date.now());
        await relay.kill();
        await sending;
      }
      expect(existsSync(join(folder, "spool.db.journal"))).toBe(true);
      await using relay = await start();
      await pause(REST_MS);
      expect((await relay.stop()).exitCode).toBe(0);

      const found = arrived(sentry, () => true);
      // What was on its way at a kill comes again, as everywhere; a flush is one envelope of many counts.
      const calm = arrived(
        sentry,
        ({ receivedAtMs: at }) =>
          !kills.some((kill) => at > kill - ON_ITS_WAY_MS && at < kill + ON_ITS_WAY_MS),
      );
      const sum = (of: Map<number, number>) => [...of.values()].reduce((all, each) => all + each, 0);
      const rows = KINDS.map((kind) => {
        const taken = kind === "buckets" ? acknowledged.even : acknowledged.odd;
        const missing =
          kind === "attachments"
            ? Math.max(0, taken.size - sum(found.attachments))
            : [...taken].filter((n) => !found[kind].has(n)).length;
        const twice = kind === "attachments" ? 0 : [...calm[kind].values()].filter((n) => n > 1).length;
        const [all, later] = [sum(found[kind]), sum(calm[kind])];
        return { kind, acknowledged: taken.size, arrived: all, "not at a kill": later, missing, twice };
      });
      console.log(
        [
          `${mode} mode, http ${JSON.stringify(http)}, before_answer, ${KILLS} kills; answers ${JSON.stringify(statuses)}`,
          ...rows.map(
            (row) =>
              `  ${Object.entries(row)
                .map(([name, value]) => `${name} ${value}`)
                .join(", ")}`,
          ),
        ].join("\n"),
      );
      for (const { kind, acknowledged: taken, "not at a kill": came, missing, twice } of rows) {
        expect({ kind, missing }).toEqual({ kind, missing: 0 });
        expect(twice).toBeLessThanOrEqual(MOST_TWICE);
        expect(taken).toBeGreaterThan(50);
        // Of the others nobody was told that they were taken.
        expect(came).toBeLessThanOrEqual(taken + unanswered + MOST_TWICE);
      }
      expect(sentry.problems).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
