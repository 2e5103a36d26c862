/** Runs the README's relay, sends one error through it, and sees it arrive upstream as it was sent. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FakeSentry } from "../../test/support/fake-sentry.ts";
import { freePort } from "../../test/support/free-port.ts";
import { waitUntil } from "../../test/support/wait.ts";

const root = resolve(import.meta.dir, "../..");
const folder = mkdtempSync(join(tmpdir(), "baton-proxy-"));
cpSync(join(import.meta.dir, "relay"), folder, { recursive: true });
const sentry = FakeSentry.start();
const port = freePort();

const relay = Bun.spawn([process.execPath, join(root, "src/main.ts"), "run", "--config", folder], {
  env: { ...process.env, RELAY_UPSTREAM_URL: sentry.url, RELAY_PORT: String(port) },
  stdin: "ignore",
  stdout: "inherit",
  stderr: "inherit",
});
try {
  const base = `http://127.0.0.1:${port}`;
  await waitUntil(
    async () => (await fetch(`${base}/api/relay/healthcheck/ready/`).catch(() => undefined))?.ok === true,
    15_000,
    () => "the relay is not ready",
  );

  const eventId = crypto.randomUUID().replaceAll("-", "");
  const event = `{"event_id":"${eventId}","message":"hello","extra":{"exact":1.0}}`;
  const envelope = `{"event_id":"${eventId}"}\n{"type":"event"}\n${event}\n`;
  const key = "a94ae32be2584e0bbd7a4cbb95971fee";
  const answer = await fetch(`${base}/api/42/envelope/`, {
    method: "POST",
    headers: { "X-Sentry-Auth": `Sentry sentry_version=7, sentry_key=${key}, sentry_client=example/1.0` },
    body: envelope,
  });
  if (!answer.ok) throw new Error(`the relay answered ${answer.status}: ${await answer.text()}`);

  await sentry.waitFor(({ envelopes }) => envelopes.length > 0);
  const arrived = Buffer.from(sentry.items("event")[0]?.payload ?? "").toString();
  if (arrived !== event) throw new Error(`sent ${event}\narrived ${arrived}`);

  relay.kill("SIGTERM");
  const exitCode = await relay.exited;
  if (exitCode !== 0) throw new Error(`the relay ended with ${exitCode}`);
  sentry.stop();
} finally {
  relay.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}
