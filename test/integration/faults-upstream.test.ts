/** What a proxy does while its upstream misbehaves: nothing that was acknowledged is lost, and clients hardly notice. */
import { describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import type { Fault } from "../support/fault-script.ts";
import { headerOf } from "../support/http-reader.ts";
import { exchange, jsonOf } from "../support/raw-client.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { idOf, KEY, numberedEnvelope, sendEnvelope, sendNumbered } from "../support/traffic.ts";
import { waitUntil } from "../support/wait.ts";

/** Quick to notice and to come back. */
const QUICK = {
  http: { timeout: 1, connection_timeout: 1, retry_delay: 1, outage_grace_period: 1, max_retry_interval: 1 },
};

async function start(config: Record<string, Record<string, unknown>> = QUICK) {
  const sentry = FakeSentry.start();
  const relay = await RelayProcess.start({ upstream: sentry.url, config });
  return { sentry, relay };
}

const delivered = (sentry: FakeSentry) =>
  new Set(sentry.envelopes.map(({ headers }) => String(headers.event_id)));

async function expectDelivered(
  sentry: FakeSentry,
  numbers: readonly number[],
  timeoutMs = 15_000,
): Promise<void> {
  await waitUntil(
    () => numbers.every((n) => delivered(sentry).has(idOf(n))),
    timeoutMs,
    () =>
      `${numbers.filter((n) => !delivered(sentry).has(idOf(n))).length} of ${numbers.length} never arrived`,
  );
}

describe("an upstream that", () => {
  test("refuses connections gets everything when it is back", async () => {
    const { sentry, relay } = await start();
    await using _ = relay;
    sentry.refuse();
    const acknowledged = await sendNumbered(relay, { count: 200 });
    expect(acknowledged).toHaveLength(200);
    await waitUntil(
      () => relay.log.includes("out of reach"),
      8_000,
      () => "the outage was not noticed",
    );
    expect(await relay.isReady()).toBe(true); // as the reference: an outage alone does not change readiness
    sentry.heal();
    await expectDelivered(sentry, acknowledged);
    expect(sentry.envelopes).toHaveLength(200); // and nothing twice
    sentry.stop();
  }, 40_000);

  const transient: readonly [string, Fault][] = [
    ["resets connections", { kind: "reset" }],
    ["answers garbage", { kind: "garbage" }],
    ["breaks off its answers", { kind: "truncate" }],
    ["never answers", { kind: "black-hole" }],
    ["answers 503", { kind: "status", status: 503 }],
    ["answers 502 as a load balancer does", { kind: "status", status: 502, body: "<html>" }],
    ["answers 504", { kind: "status", status: 504 }],
  ];
  for (const [name, fault] of transient) {
    test(`${name} a few times gets everything in the end`, async () => {
      const { sentry, relay } = await start();
      await using _ = relay;
      sentry.fail(fault, { path: "/api/42/envelope/", times: 5 });
      const acknowledged = await sendNumbered(relay, { count: 30 });
      expect(acknowledged).toHaveLength(30);
      await expectDelivered(sentry, acknowledged);
      sentry.stop();
    }, 40_000);
  }

  test("is slow does not make clients wait", async () => {
    const { sentry, relay } = await start({ http: { timeout: 5 }, limits: { max_concurrent_requests: 4 } });
    await using _ = relay;
    sentry.fail({ kind: "slow", ms: 800 });
    const startedMs = performance.now();
    const acknowledged = await sendNumbered(relay, { count: 40 });
    expect(acknowledged).toHaveLength(40);
    expect(performance.now() - startedMs).toBeLessThan(700); // before the first answer came from upstream
    sentry.heal();
    await expectDelivered(sentry, acknowledged);
    sentry.stop();
  }, 40_000);

  for (const status of [400, 403, 413, 500]) {
    test(`answers ${status} has answered: nothing is sent again`, async () => {
      const { sentry, relay } = await start();
      await using _ = relay;
      sentry.fail({ kind: "status", status }, { path: "/api/42/envelope/", times: 1 });
      await sendEnvelope(relay, numberedEnvelope(1));
      await sentry.waitFor(({ requests }) => requests.length === 1);
      await sendEnvelope(relay, numberedEnvelope(2));
      await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
      expect([...delivered(sentry)]).toEqual([idOf(2)]);
      sentry.stop();
    }, 20_000);
  }

  test("answers 429 is left in peace until the limit ends, and clients are told", async () => {
    const { sentry, relay } = await start();
    await using _ = relay;
    const headers = { "x-sentry-rate-limits": "2:error:organization:quota", "retry-after": "2" };
    sentry.fail({ kind: "status", status: 429, headers }, { path: "/api/42/envelope/", times: 1 });
    await sendEnvelope(relay, numberedEnvelope(1));
    await sentry.waitFor(({ requests }) => requests.length === 1);
    // Until the answer has come back envelopes are taken, and go upstream.
    let taken = 1;
    await waitUntil(async () => {
      const { status } = await sendEnvelope(relay, numberedEnvelope(2));
      if (status === 200) taken++;
      return status === 429;
    }, 2_000);
    await sentry.waitFor(({ requests }) => requests.length === taken);
    const limited = await sendEnvelope(relay, numberedEnvelope(3));
    expect(limited.status).toBe(429);
    expect(jsonOf(limited)).toHaveProperty("detail");
    expect(headerOf(limited, "x-sentry-rate-limits")).toMatch(/^[12]:error:organization:quota$/);
    expect(sentry.requests).toHaveLength(taken);
    await waitUntil(async () => (await sendEnvelope(relay, numberedEnvelope(4))).status === 200, 4_000);
    await expectDelivered(sentry, [4]);
    sentry.stop();
  }, 20_000);

  test("is gone answers forwarded requests with 502 or 504", async () => {
    const { sentry, relay } = await start();
    await using _ = relay;
    const forward = () => exchange(relay.port, { method: "GET", target: "/api/0/organizations/" });
    sentry.fail({ kind: "black-hole" }, { path: "/api/0/", times: 1 });
    expect((await forward()).status).toBe(504);
    sentry.refuse();
    expect((await forward()).status).toBe(502);
    sentry.heal();
    expect((await forward()).status).toBe(404); // the fake upstream's own answer
    sentry.stop();
  }, 20_000);
});

test("a stop delivers what is queued, and ends at once when nothing is left", async () => {
  const sentry = FakeSentry.start();
  await using relay = await RelayProcess.start({
    upstream: sentry.url,
    config: { limits: { shutdown_timeout: 8 } },
  });
  sentry.fail({ kind: "slow", ms: 300 });
  const acknowledged = await sendNumbered(relay, { count: 50 });
  const { exitCode, tookMs } = await relay.stop("SIGTERM");
  expect(exitCode).toBe(0);
  expect(tookMs).toBeLessThan(6_000);
  expect(acknowledged.filter((n) => !delivered(sentry).has(idOf(n)))).toEqual([]);
  sentry.stop();
}, 30_000);

test("an idle relay stops at once", async () => {
  using sentry = FakeSentry.start();
  await using relay = await RelayProcess.start({ upstream: sentry.url });
  const { exitCode, tookMs } = await relay.stop("SIGTERM");
  expect(exitCode).toBe(0);
  expect(tookMs).toBeLessThan(1_500);
}, 20_000);

test("a stop that cannot deliver ends in time and says what is lost", async () => {
  const sentry = FakeSentry.start();
  await using relay = await RelayProcess.start({
    upstream: sentry.url,
    config: { ...QUICK, limits: { shutdown_timeout: 2 } },
  });
  sentry.refuse();
  await sendNumbered(relay, { count: 5 });
  const { exitCode, tookMs } = await relay.stop("SIGTERM");
  expect(exitCode).toBe(0);
  expect(tookMs).toBeWithin(1_500, 5_000);
  const lost = [...relay.log.matchAll(/lost=(\d+)/g)].map(([, count]) => Number(count));
  expect(lost.reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(relay.log).not.toContain(KEY); // no key in a log line
}, 20_000);
