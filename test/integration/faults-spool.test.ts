/** What is acknowledged survives: a kill -9 in the middle of a load, a stop without an upstream, a full disk. */
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { headerOf } from "../support/http-reader.ts";
import { missing } from "../support/needs.ts";
import { type RelayOptions, RelayProcess } from "../support/relay-process.ts";
import { spooledEnvelopes } from "../support/spool-file.ts";
import { idOf, sendEnvelope, sendNumbered } from "../support/traffic.ts";
import { pause, waitUntil } from "../support/wait.ts";

const HTTP = { timeout: 2, outage_grace_period: 1, max_retry_interval: 1 };
const CONCURRENT = 8;

class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "spool-"));
  readonly spool = join(this.path, "spool.db");

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  start(sentry: FakeSentry, write: string, more: Partial<RelayOptions> = {}): Promise<RelayProcess> {
    const spool = { envelopes: { path: this.spool }, baton: { write } };
    const config = {
      http: HTTP,
      spool,
      limits: { max_concurrent_requests: CONCURRENT, shutdown_timeout: 5 },
    };
    return RelayProcess.start({ folder: this.path, upstream: sentry.url, config, ...more });
  }
}

/** How often each id arrived. */
function arrivals(sentry: FakeSentry): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { headers } of sentry.envelopes) {
    const id = String(headers.event_id);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function settled(sentry: FakeSentry): Promise<void> {
  for (let seen = -1; seen !== sentry.envelopes.length; ) {
    seen = sentry.envelopes.length;
    await pause(700);
  }
}

describe("kill -9 during load", () => {
  for (const write of ["watermark", "before_answer"] as const) {
    for (const upstream of ["slow", "out of reach"] as const) {
      test(`with write: ${write} and an upstream that is ${upstream}`, async () => {
        using folder = new Folder();
        const sentry = FakeSentry.start();
        const first = await folder.start(sentry, write);
        if (upstream === "slow") sentry.fail({ kind: "slow", ms: 40 });
        else sentry.refuse();
        const sending = sendNumbered(first, { count: 6_000, atOnce: 16, padding: 300 });
        await waitUntil(() => upstream === "slow" || first.log.includes("out of reach"), 8_000);
        await pause(600);
        await first.kill();
        const acknowledged = await sending;
        const before = arrivals(sentry).size;
        const spooled = spooledEnvelopes(folder.spool);
        sentry.heal();
        await using second = await folder.start(sentry, write);
        await settled(sentry);
        const counts = arrivals(sentry);
        const lost = acknowledged.filter((n) => !counts.has(idOf(n)));
        const twice = [...counts.values()].filter((count) => count > 1).length;
        console.log(
          `kill -9, ${write}, upstream ${upstream}: acknowledged ${acknowledged.length} = delivered ${acknowledged.length - lost.length} ` +
            `(${before} before the kill, ${spooled} found in the spool) + lost ${lost.length}; delivered twice: ${twice}`,
        );
        expect(acknowledged.length).toBeGreaterThan(100);
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(2);
        // Those in flight, and those whose rows were about to be removed; with a journal that takes a commit more.
        expect(twice).toBeLessThanOrEqual((write === "before_answer" ? 3 : 2) * CONCURRENT);
        if (write === "before_answer") expect(lost).toEqual([]);
        expect(spooledEnvelopes(folder.spool)).toBe(0);
        expect(second.log).not.toContain("ERROR");
        sentry.stop();
      }, 60_000);
    }
  }
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} without an upstream puts everything to disk; the next start delivers it once`, async () => {
    using folder = new Folder();
    const sentry = FakeSentry.start();
    const first = await folder.start(sentry, "watermark");
    sentry.refuse();
    const acknowledged = await sendNumbered(first, { count: 100 });
    const { exitCode, tookMs } = await first.stop(signal);
    expect({ exitCode, inTime: tookMs < 7_000 }).toEqual({ exitCode: 0, inTime: true });
    expect(spooledEnvelopes(folder.spool)).toBe(acknowledged.length);
    sentry.heal();
    await using _ = await folder.start(sentry, "watermark");
    await sentry.waitFor(({ envelopes }) => envelopes.length >= acknowledged.length);
    expect(arrivals(sentry)).toEqual(new Map(acknowledged.map((n) => [idOf(n), 1])));
    sentry.stop();
  }, 40_000);
}

/** A file system of 40 MB that ends with the process. */
function onSmallDisk(folder: string): readonly string[] {
  return ["unshare", "--mount", "sh", "-c", `mount -t tmpfs -o size=40m tmpfs ${folder} && exec "$@"`, "sh"];
}

test.skipIf(missing("namespaces"))(
  "a full disk answers 503, loses nothing, and heals",
  async () => {
    using folder = new Folder();
    const disk = mkdtempSync(join(folder.path, "disk-"));
    const sentry = FakeSentry.start();
    const config = {
      http: HTTP,
      spool: {
        envelopes: { path: join(disk, "spool.db") },
        baton: { write: "before_answer", memory_budget: "8MB" },
      },
    };
    await using relay = await RelayProcess.start({ upstream: sentry.url, config, wrap: onSmallDisk(disk) });
    sentry.refuse();
    const acknowledged: number[] = [];
    const body = (n: number) =>
      `{"event_id":"${idOf(n)}"}\n{"type":"event"}\n{"message":"${randomBytes(30_000).toString("base64")}"}\n`;
    let refused = await sendEnvelope(relay, body(0));
    for (let n = 0; n < 2_000 && refused.status === 200; n++) {
      refused = await sendEnvelope(relay, body(n + 1));
      if (refused.status === 200) acknowledged.push(n + 1);
    }
    expect(refused.status).toBe(503);
    expect(headerOf(refused, "retry-after")).toMatch(/^\d+$/);
    expect(refused.body.toString()).toContain("failed to queue envelope");
    await waitUntil(
      async () => !(await relay.isReady()),
      6_000,
      () => "readiness does not tell of the full disk",
    );
    sentry.heal();
    await sentry.waitFor((upstream) => acknowledged.every((n) => arrivals(upstream).has(idOf(n))), 20_000);
    await waitUntil(
      async () => (await sendEnvelope(relay, body(9_999))).status === 200,
      10_000,
      () => "still full",
    );
    await waitUntil(
      () => relay.isReady(),
      8_000,
      () => "not ready again",
    );
    console.log(
      `disk of 40 MB: ${acknowledged.length} envelopes of 40 KB acknowledged until it was full, all delivered`,
    );
    sentry.stop();
  },
  90_000,
);

test("a full memory budget answers 503, stays small, and heals", async () => {
  const sentry = FakeSentry.start();
  const config = { http: HTTP, spool: { baton: { memory_budget: "8MB" } } };
  await using relay = await RelayProcess.start({ upstream: sentry.url, config });
  sentry.refuse();
  const rssBefore = relay.stats().rssBytes;
  const body = (n: number) =>
    `{"event_id":"${idOf(n)}"}\n{"type":"event"}\n{"message":"${randomBytes(30_000).toString("base64")}"}\n`;
  const statuses = new Map<number, number>();
  for (let n = 0; n < 1_000; n++) {
    const { status } = await sendEnvelope(relay, body(n));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const grownMb = (relay.stats().peakRssBytes - rssBefore) / 2 ** 20;
  console.log(
    `memory budget of 8 MB, 40 MB sent: ${JSON.stringify([...statuses])}, RSS grew by ${Math.round(grownMb)} MB at most`,
  );
  expect([...statuses.keys()].sort()).toEqual([200, 503]);
  expect(grownMb).toBeLessThan(100);
  sentry.heal();
  await sentry.waitFor(({ envelopes }) => envelopes.length === statuses.get(200), 15_000);
  await waitUntil(
    async () => (await sendEnvelope(relay, body(5_000))).status === 200,
    5_000,
    () => "still full",
  );
  sentry.stop();
}, 60_000);

test.skipIf(missing("reference"))(
  "the spool that a Sentry Relay left behind is delivered",
  async () => {
    using folder = new Folder();
    const sentry = FakeSentry.start();
    const config = { spool: { envelopes: { path: folder.spool } }, limits: { shutdown_timeout: 1 } };
    const options = { folder: folder.path, upstream: sentry.url, config };
    const reference = await RelayProcess.start({ ...options, kind: "reference" });
    await pause(300); // it is ready before it listens to signals
    reference.signal("SIGUSR1"); // takes nothing out of its buffer from here on
    await pause(300);
    const acknowledged = await sendNumbered(reference, { count: 40 });
    await reference.stop();
    expect(sentry.envelopes).toHaveLength(0);
    expect(spooledEnvelopes(folder.spool)).toBe(40);
    await using _ = await RelayProcess.start(options);
    await sentry.waitFor(({ envelopes }) => envelopes.length >= 40);
    expect(arrivals(sentry)).toEqual(new Map(acknowledged.map((n) => [idOf(n), 1])));
    sentry.stop();
  },
  40_000,
);
