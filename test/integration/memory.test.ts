/** How much memory a backlog takes that is far larger than the budget, and what a relay says that has none left. */
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetricBucket } from "../../src/domain/metrics/metric-bucket.ts";
import { MetricsAggregator } from "../../src/domain/metrics/metrics-aggregator.ts";
import { AGGREGATOR_OPTIONS } from "../../src/domain/metrics/testkit/aggregator-options.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { headerOf } from "../support/http-reader.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { idOf, KEY, sendEnvelope } from "../support/traffic.ts";
import { waitUntil } from "../support/wait.ts";

const MIB = 2 ** 20;
const BUDGET_BYTES = 100 * MIB;
const BODY_BYTES = 200_000;
/** A gigabyte in all. */
const BODIES = 5_000;
const SENDERS = 4;
/** RSS stays below idle + this × budget. */
const TARGET_FACTOR = 1.5;

/** An envelope that no compression makes smaller. */
function incompressible(n: number, bytes = BODY_BYTES): Buffer {
  const head = `{"event_id":"${idOf(n)}"}\n{"type":"attachment","filename":"a","length":${bytes}}\n`;
  return Buffer.concat([Buffer.from(head), randomBytes(bytes), Buffer.from("\n")]);
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}

function startManaged(sentry: FakeSentry, folder: string, arbiters: number, spool: Record<string, unknown>) {
  sentry.projects.add(KEY, 42);
  return RelayProcess.start({
    upstream: sentry.url,
    folder,
    files: createIdentity().files,
    config: {
      relay: { mode: "managed", arbiters },
      http: { timeout: 2, outage_grace_period: 1, max_retry_interval: 1 },
      spool,
    },
  });
}

/** Counts what arrives and keeps none of it. */
class Counting {
  readonly arrived = new Set<unknown>();
  readonly #sentry: FakeSentry;

  constructor(sentry: FakeSentry) {
    this.#sentry = sentry;
  }

  count(): number {
    for (const { headers, items } of this.#sentry.envelopes)
      if (items.some(({ type }) => type === "attachment")) this.arrived.add(headers.event_id);
    this.#sentry.forget();
    return this.arrived.size;
  }
}

describe("a backlog of ten times the budget, the upstream dead", () => {
  for (const arbiters of [1, 2] as const) {
    test(`stays in bounds on disk and comes out whole, arbiters: ${arbiters}`, async () => {
      const sentry = FakeSentry.start();
      const folder = mkdtempSync(join(tmpdir(), "memory-"));
      const spool = {
        envelopes: { path: join(folder, "spool.db"), max_disk_size: "2GB" },
        baton: { memory_budget: `${BUDGET_BYTES / MIB}MiB` },
      };
      try {
        await using relay = await startManaged(sentry, folder, arbiters, spool);
        await sendEnvelope(relay, incompressible(BODIES, 100));
        await sentry.waitFor(({ envelopes }) => envelopes.length === 1); // the project is known
        const idleBytes = relay.stats().rssBytes;
        sentry.refuse();
        sentry.forget();
        const acknowledged: unknown[] = [];
        let refused = 0;
        let next = 0;
        const sender = async () => {
          for (let n = next++; n < BODIES; n = next++) {
            const { status, headers } = await sendEnvelope(relay, incompressible(n));
            if (status === 200) acknowledged.push(idOf(n));
            else {
              expect({ status, retryAfter: headers.some(([name]) => name === "retry-after") }).toEqual({
                status: 503,
                retryAfter: true,
              });
              refused++;
            }
          }
        };
        await Promise.all(Array.from({ length: SENDERS }, sender));
        const fillingBytes = relay.stats().peakRssBytes;
        const counting = new Counting(sentry);
        sentry.heal();
        await waitUntil(
          () => counting.count() >= acknowledged.length,
          100_000,
          () => `${counting.arrived.size} of ${acknowledged.length} arrived`,
        );
        const peakBytes = relay.stats().peakRssBytes;
        const targetBytes = idleBytes + TARGET_FACTOR * BUDGET_BYTES;
        console.log(
          `arbiters ${arbiters}: ${acknowledged.length} bodies of ${BODY_BYTES / 1_000} KB acknowledged, ${refused} answered 503, ` +
            `budget ${mib(BUDGET_BYTES)}: RSS idle ${mib(idleBytes)}, at most ${mib(fillingBytes)} while filling, ` +
            `${mib(peakBytes)} with draining; target ${mib(targetBytes)}`,
        );
        expect(acknowledged.length).toBeGreaterThan(BODIES / 2);
        expect(peakBytes).toBeLessThan(targetBytes);
        sentry.stop();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }, 240_000);
  }
});

test("a body larger than what is free gets 503 with Retry-After, a smaller one still 200", async () => {
  const sentry = FakeSentry.start();
  const folder = mkdtempSync(join(tmpdir(), "memory-"));
  try {
    await using relay = await startManaged(sentry, folder, 1, { baton: { memory_budget: "8MiB" } });
    await sendEnvelope(relay, incompressible(0, 100));
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    sentry.refuse();
    const large = () => sendEnvelope(relay, incompressible(1, 3_000_000));
    let answer = await large();
    let taken = 0;
    for (; answer.status === 200 && taken < 10; taken++) answer = await large();
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(3);
    expect(answer.status).toBe(503);
    expect(headerOf(answer, "retry-after")).toMatch(/^\d+$/);
    expect((await sendEnvelope(relay, incompressible(2, 10_000))).status).toBe(200);
    sentry.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 40_000);

const BUCKETS = 1_000_000;
const BATCH = 1_000;
/** Heap and typed arrays together, the strings of names and tags included. */
const MOST_BYTES_PER_BUCKET = 200;

test("a million distinct metric buckets", () => {
  const nowMs = 1_795_517_000_000;
  const aggregator = new MetricsAggregator(AGGREGATOR_OPTIONS, nowMs);
  const bucket = (n: number): MetricBucket => ({
    timestampSeconds: nowMs / 1_000,
    widthSeconds: 10,
    name: "c:sessions/session@none",
    namespace: "sessions",
    value: { type: "c", value: n },
    tags: {
      release: `shop@${n % 1_000}`,
      environment: "production",
      customer: String(Math.floor(n / 1_000)),
    },
    metadata: { merges: 1, receivedAtSeconds: nowMs / 1_000 },
  });
  const before = usedBytes();
  for (let n = 0; n < BUCKETS; n += BATCH)
    aggregator.merge(
      KEY,
      Array.from({ length: BATCH }, (_, i) => bucket(n + i)),
      nowMs,
    );
  const perBucket = (usedBytes() - before) / BUCKETS;
  console.log(
    `${BUCKETS.toLocaleString("en")} distinct buckets of three tags: ${Math.round(perBucket)} bytes each`,
  );
  expect(aggregator.size).toBe(BUCKETS);
  expect(perBucket).toBeGreaterThan(8); // a count that measures nothing would be 0
  expect(perBucket).toBeLessThan(MOST_BYTES_PER_BUCKET);
}, 60_000);

/** What is in use after a collection, on the heap and in buffers outside of it. */
function usedBytes(): number {
  Bun.gc(true);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
