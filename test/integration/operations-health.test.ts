import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { freePort } from "../support/free-port.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");
const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const ENVELOPE = '{}\n{"type":"event"}\n{"message":"hi"}\n';

const post = (relay: RelayProcess, body = ENVELOPE) =>
  fetch(`${relay.url}/api/42/envelope/?sentry_key=${KEY}`, { method: "POST", body });
const status = async (url: string) => (await fetch(url)).status;

describe("readiness", () => {
  test("ends when memory is short, and the door answers 503", async () => {
    using sentry = FakeSentry.start();
    const health = { refresh_interval_ms: 500, probe_timeout_ms: 900 };
    await using relay = await RelayProcess.start({ upstream: sentry.url, config: { health } });
    expect((await post(relay)).status).toBe(200);
    relay.rewriteConfig({ health: { ...health, max_memory_bytes: 1 } });
    relay.signal("SIGHUP");
    await waitUntil(
      async () => relay.log.includes("probe 'system memory' failed") && !(await relay.isReady()),
      10_000,
      () => relay.log,
    );
    const refused = await post(relay);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      detail: "failed to queue envelope",
      causes: ["relay is running out of memory"],
    });
    expect(relay.log).toContain("configuration reloaded!");
    expect(relay.log).toMatch(/Not enough memory, \d+ \/ \d+ \(\d+ >= 1\)/);
    expect(await status(`${relay.url}/api/relay/healthcheck/live/`)).toBe(200);
  });

  test("a broken file keeps what was, and is told once", async () => {
    using sentry = FakeSentry.start();
    await using relay = await RelayProcess.start({ upstream: sentry.url });
    relay.rewriteConfig({ health: { max_memory_bytes: "lots" } });
    await waitUntil(
      () => relay.log.includes("failed to reload the configuration"),
      10_000,
      () => relay.log,
    );
    expect(await relay.isReady()).toBe(true);
    expect((await post(relay)).status).toBe(200);
  });

  test("waits for the registration of a managed relay, and outlives an outage unless told not to", async () => {
    using sentry = FakeSentry.start();
    const health = { refresh_interval_ms: 500, probe_timeout_ms: 900, readiness_in_outage: false };
    const http = { outage_grace_period: 0, max_retry_interval: 1, retry_delay: 1 };
    await using relay = await RelayProcess.start({
      upstream: sentry.url,
      config: { health, http, relay: { mode: "managed" } },
      files: createIdentity().files,
    });
    sentry.stop();
    await post(relay);
    await waitUntil(
      async () => relay.log.includes("Health check probe 'upstream' failed") && !(await relay.isReady()),
      10_000,
      () => relay.log,
    );
  }, 20_000);
});

test("an internal listener has what operators ask, and the public one no longer", async () => {
  using sentry = FakeSentry.start();
  const internalPort = freePort();
  await using relay = await RelayProcess.start({
    upstream: sentry.url,
    config: { relay: { internal_port: internalPort } },
  });
  const internal = `http://127.0.0.1:${internalPort}`;
  const answers = await Promise.all(
    [relay.url, internal].map(async (base) => [
      await status(`${base}/api/relay/healthcheck/ready/`),
      await status(`${base}/api/relay/autoscaling/`),
      await status(`${base}/metrics`),
      await status(`${base}/api/0/relays/live/`),
      await status(`${base}/api/relay/anything/`),
    ]),
  );
  expect(answers).toEqual([
    [404, 404, 404, 200, 404],
    [200, 404, 200, 404, 404],
  ]);
  const asked = async (...words: string[]) => {
    const child = Bun.spawn([process.execPath, MAIN, "-c", relay.folder, "healthcheck", ...words], {
      stderr: "pipe",
    });
    return [await child.exited, await new Response(child.stderr).text()] as const;
  };
  expect(await asked("--mode", "ready")).toEqual([0, ""]);
  const [exitCode, log] = await asked("--mode", "ready", "--addr", `127.0.0.1:${relay.port}`);
  expect(exitCode).toBe(1);
  expect(log).toContain("Relay is unhealthy. Status code: 404 Not Found");
});
