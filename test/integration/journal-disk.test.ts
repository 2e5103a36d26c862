/** What is merged into counts while the disk is full: who is told that it was not taken keeps it, all else is counted once. */
import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { exchange } from "../support/raw-client.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { pause, waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const MOST_SENT = 2_000;
/** Longer than merged buckets stay in memory. */
const REST_MS = 3_000;

/** A file system of 40 MB that ends with the process. */
function onSmallDisk(folder: string): readonly string[] {
  return ["unshare", "--mount", "sh", "-c", `mount -t tmpfs -o size=40m tmpfs ${folder} && exec "$@"`, "sh"];
}

function envelopeOf(type: string, payload: unknown): string {
  const text = JSON.stringify(payload);
  return `{}\n${JSON.stringify({ type, length: text.length })}\n${text}\n`;
}

const sessionEnvelope = () =>
  envelopeOf("session", {
    sid: crypto.randomUUID(),
    init: true,
    started: new Date().toISOString(),
    attrs: { release: "a@1" },
  });
/** Nothing that processing or compression makes smaller. */
function largeEnvelope(): string {
  const text = randomBytes(30_000).toString("base64");
  const eventId = crypto.randomUUID().replaceAll("-", "");
  return `{"event_id":"${eventId}"}\n{"type":"attachment","filename":"a","length":${text.length}}\n${text}\n`;
}

function countedSessions(sentry: FakeSentry): number {
  return sentry
    .items("metric_buckets")
    .flatMap(({ payload }) => JSON.parse(payload.toString()))
    .filter(({ name }) => name === "c:sessions/session@none")
    .reduce((sum, { value }) => sum + value, 0);
}

test.skipIf(missing("namespaces"))(
  "a full disk: every session that was acknowledged is counted, once",
  async () => {
    using sentry = FakeSentry.start();
    const disk = mkdtempSync(join(tmpdir(), "journal-disk-"));
    sentry.projects.add(KEY, 42, { sessionMetrics: { version: 3 } });
    await using relay = await RelayProcess.start({
      upstream: sentry.url,
      files: createIdentity().files,
      config: {
        relay: { mode: "managed", arbiters: 2 },
        http: { timeout: 2, outage_grace_period: 1, max_retry_interval: 1, retry_delay: 1 },
        aggregator: { bucket_interval: 1, initial_delay: 1 },
        spool: {
          envelopes: { path: join(disk, "spool.db") },
          baton: { write: "before_answer", memory_budget: "8MB" },
        },
      },
      wrap: onSmallDisk(disk),
    });
    const post = async (body: string) => {
      const request = { method: "POST", target: `/api/42/envelope/?sentry_key=${KEY}`, body };
      return (await exchange(relay.port, request)).status;
    };
    let sessions = 0;
    let refused = 0;
    const sendSession = async () => {
      const status = await post(sessionEnvelope());
      if (status === 200) sessions++;
      else refused++;
    };
    try {
      await sendSession();
      await pause(500);
      sentry.fail({ kind: "status", status: 503 }, { path: "/api/42" });
      for (let n = 0; n < MOST_SENT && refused < 50; n++) {
        await post(largeEnvelope());
        await sendSession();
      }
      await pause(REST_MS); // what was merged is due, and finds no room
      for (let n = 0; n < 20; n++) await sendSession();
      expect(refused).toBeGreaterThanOrEqual(50);
      sentry.heal();
      await waitUntil(
        () => countedSessions(sentry) >= sessions,
        20_000,
        () => `${countedSessions(sentry)} of ${sessions} sessions arrived`,
      );
      await pause(REST_MS);
      console.log(
        `disk of 40 MB: ${sessions} sessions acknowledged, ${countedSessions(sentry)} counted, ${refused} refused`,
      );
      expect(countedSessions(sentry)).toBe(sessions);
      await waitUntil(
        () => relay.isReady(),
        8_000,
        () => "not ready again",
      );
      await relay.stop();
    } finally {
      rmSync(disk, { recursive: true, force: true });
    }
  },
  90_000,
);
