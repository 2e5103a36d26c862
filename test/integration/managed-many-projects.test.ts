/**
 * 100,000 projects: the last ones cost no more than the first ones, nothing stands still while they become known, and
 * what they have in common is kept once. A relay below asks for them, as a whole fleet of SDKs would.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signData } from "../../src/domain/auth/signature.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { pause, waitUntil } from "../support/wait.ts";

const PROJECTS = 100_000;
const ASKED_AT_ONCE = 1_000;
const PATH = "/api/0/relays/projectconfigs/";
const MIB = 2 ** 20;
/** Their keys, states and settings of their own; what all share must not count 100,000 times. */
const MOST_BYTES_PER_PROJECT = 4_000;

const keyOf = (n: number) => n.toString(16).padStart(32, "0");

/** What projects have in common, about as long as Sentry's; and something that hundreds of them do. */
const COMMON = JSON.stringify({
  datascrubbingSettings: {
    excludeFields: [],
    scrubData: true,
    scrubDefaults: true,
    sensitiveFields: ["pin"],
  },
  performanceScore: {
    profiles: Array.from({ length: 12 }, (_, i) => ({
      name: `browser-${i}`,
      scoreComponents: [{ measurement: "fcp", weight: 0.15, p10: 900, p50: 1_600, optional: true }],
      condition: { op: "eq", name: "event.contexts.browser.name", value: "Chrome" },
    })),
  },
  sampling: { version: 2, rules: [] },
});

function stateJson(key: string): string {
  const n = Number.parseInt(key, 16);
  const own = `"allowedDomains":["*"],"trustedRelays":[],"groupingConfig":{"id":"newstyle","enhancements":"e${n % 97}"}`;
  const keys = `[{"publicKey":"${key}","numericId":${n},"isEnabled":true}]`;
  return `{"disabled":false,"projectId":${n + 1},"rev":"r${n}","publicKeys":${keys},"slug":"p${n}","organizationId":1,"config":{${own},${COMMON.slice(1)}}`;
}

const below = createIdentity();
const folder = mkdtempSync(join(tmpdir(), "projects-"));
let sentry: FakeSentry;
let relay: RelayProcess;
let answered = 0;

beforeAll(async () => {
  sentry = FakeSentry.start({
    answer: ({ path, body }) => {
      if (path !== PATH) return undefined;
      const { publicKeys, global } = JSON.parse(body.toString()) as {
        publicKeys: string[];
        global?: boolean;
      };
      if (global) return undefined;
      answered += publicKeys.length;
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: `{"configs":{${publicKeys.map((key) => `"${key}":${stateJson(key)}`).join(",")}}}`,
      };
    },
  });
  relay = await RelayProcess.start({
    upstream: sentry.url,
    folder,
    config: {
      relay: { mode: "managed", arbiters: 2 },
      auth: { static_relays: { [below.id]: { public_key: below.secret.publicKey.text, internal: true } } },
    },
    files: createIdentity().files,
  });
});

afterAll(async () => {
  await relay.stop("SIGINT");
  sentry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(publicKeys: readonly string[]): Promise<{ configs: object; pending?: string[] }> {
  const body = JSON.stringify({ publicKeys, fullConfig: false });
  const response = await fetch(`${relay.url}${PATH}?version=3`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-sentry-relay-id": below.id,
      "x-sentry-relay-signature": signData(Buffer.from(body), below.secret, Date.now()),
    },
    body,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { configs: object; pending?: string[] };
}

/** Makes projects `from` … `to − 1` known. @returns CPU of the relay per project in µs, and how long it took */
async function learn(from: number, to: number): Promise<{ cpuUs: number; tookMs: number }> {
  const startMs = performance.now();
  const { cpuMs } = relay.stats();
  for (let n = from; n < to; n += ASKED_AT_ONCE)
    await ask(Array.from({ length: Math.min(ASKED_AT_ONCE, to - n) }, (_, i) => keyOf(n + i)));
  await waitUntil(
    async () => {
      await pause(20);
      return answered >= to && (await ask([keyOf(from), keyOf(to - 1)])).pending === undefined;
    },
    60_000,
    () => `${answered} projects were answered for`,
  );
  return {
    cpuUs: ((relay.stats().cpuMs - cpuMs) * 1_000) / (to - from),
    tookMs: performance.now() - startMs,
  };
}

test("100,000 projects cost what 10,000 do, each", async () => {
  const idleBytes = relay.stats().rssBytes;
  await learn(0, 5_000); // the code warms up
  const first = await learn(5_000, 15_000);
  const middle = await learn(15_000, PROJECTS - 10_000);
  const last = await learn(PROJECTS - 10_000, PROJECTS);
  const perProject = (relay.stats().rssBytes - idleBytes) / PROJECTS;
  console.log(
    `CPU per project: ${first.cpuUs.toFixed(0)} µs of the first 10,000, ${last.cpuUs.toFixed(0)} µs of the last, ` +
      `${middle.cpuUs.toFixed(0)} µs between; ${Math.round(middle.tookMs)} ms for ${PROJECTS - 25_000}; ` +
      `RSS ${Math.round(idleBytes / MIB)} → ${Math.round(relay.stats().rssBytes / MIB)} MiB, ${Math.round(perProject)} bytes each; ` +
      `snapshot ${Math.round(statSync(join(folder, "snapshot.db")).size / MIB)} MiB`,
  );
  expect(last.cpuUs).toBeLessThan(2 * first.cpuUs);
  expect(perProject).toBeLessThan(MOST_BYTES_PER_PROJECT);
}, 120_000);

test("with all of them known, one more takes no longer, and a known one is served at once", async () => {
  const { status } = await sendEvent(relay.url, { publicKey: keyOf(77), projectId: 78 });
  expect(status).toBe(200);
  const startMs = performance.now();
  await ask([keyOf(PROJECTS)]);
  await waitUntil(async () => (await ask([keyOf(PROJECTS)])).pending === undefined, 5_000);
  expect(performance.now() - startMs).toBeLessThan(2_000);
  await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
  // A wrong project id is refused at the door: the project is known there.
  expect((await sendEvent(relay.url, { publicKey: keyOf(77), projectId: 79 })).status).toBe(403);
  const { cpuMs } = relay.stats();
  await pause(2_000);
  // Nothing that happens every second looks at all of them.
  expect(relay.stats().cpuMs - cpuMs).toBeLessThan(400);
}, 30_000);
