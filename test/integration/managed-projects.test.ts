import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

function startManaged(
  sentry: FakeSentry,
  more: { readonly config?: Record<string, Record<string, unknown>>; readonly folder?: string } = {},
) {
  const { files } = createIdentity();
  const { config = {}, folder } = more;
  return RelayProcess.start({
    upstream: sentry.url,
    config: { ...config, relay: { mode: "managed", arbiters: 2, ...config.relay } },
    files,
    ...(folder === undefined ? {} : { folder }),
  });
}

describe("a managed relay", () => {
  test("registers, learns the project and delivers", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42);
    await using relay = await startManaged(sentry);
    expect(relay.log).toContain("relay successfully registered with upstream");
    const { status, eventId } = await sendEvent(relay.url, { publicKey: KEY });
    expect(status).toBe(200);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    const [envelope] = sentry.envelopes;
    expect(envelope?.headers).toMatchObject({
      event_id: eventId,
      dsn: `http://${KEY}:@127.0.0.1:${sentry.port}/42`,
      sent_at: expect.stringMatching(/^2\d{3}-.*Z$/),
    });
    expect(envelope?.request.headers.map(([name]) => name)).toContain("x-sentry-relay-signature");
    await relay.stop();
  });

  test("keeps envelopes of a project that is pending until it is known", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42);
    sentry.projects.pending.set(KEY, 3);
    const other = KEY.replace("a", "b");
    sentry.projects.add(other, 43);
    await using relay = await startManaged(sentry);
    await sendEvent(relay.url, { publicKey: KEY, message: "waits" });
    await sendEvent(relay.url, { publicKey: other, projectId: 43, message: "does not" });
    await sentry.waitFor(({ envelopes }) => envelopes.length === 2);
    expect(sentry.envelopes.map(({ projectId }) => projectId)).toEqual(["43", "42"]);
    await relay.stop();
  });

  test("refuses what the project does not want, in the reference's words", async () => {
    using sentry = FakeSentry.start();
    const disabled = KEY.replace("a", "b");
    const foreign = KEY.replace("a", "c");
    sentry.projects.add(KEY, 42, { allowedDomains: ["example.com"] });
    sentry.projects.add(disabled, 44, {}, { disabled: true });
    await using relay = await startManaged(sentry, { config: { relay: { arbiters: 1 } } });
    for (const publicKey of [KEY, disabled, foreign]) await sendEvent(relay.url, { publicKey });
    await waitUntil(
      async () => (await sendEvent(relay.url, { publicKey: foreign })).status === 403,
      5_000,
      () => "unknown key let in",
    );
    const reason = (name: string) => ({
      status: 403,
      detail: `event submission rejected with_reason: ${name}`,
    });
    expect(await sendEvent(relay.url, { publicKey: foreign })).toMatchObject(reason("ProjectId"));
    expect(await sendEvent(relay.url, { publicKey: disabled, projectId: 44 })).toMatchObject(
      reason("ProjectId"),
    );
    expect(await sendEvent(relay.url, { publicKey: KEY, projectId: 43 })).toMatchObject(reason("ProjectId"));
    const origin = { origin: "https://elsewhere.example" };
    expect(await sendEvent(relay.url, { publicKey: KEY, headers: origin })).toMatchObject(reason("Cors"));
    const features = { required_features: ["organizations:session-replay"] };
    expect(await sendEvent(relay.url, { publicKey: KEY, envelopeHeaders: features })).toMatchObject(
      reason("FeatureDisabled(SessionReplay)"),
    );
    expect((await sendEvent(relay.url, { publicKey: KEY })).status).toBe(200);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 2);
    await relay.stop();
  });
});

describe("an upstream that is away", () => {
  test("a relay that is restarted goes on with what it knew", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42, { allowedDomains: ["example.com"] });
    const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
    const config = { auth: { ready: "always" }, http: { timeout: 1, max_retry_interval: 1 } };
    try {
      await using before = await startManaged(sentry, { folder, config });
      await sendEvent(before.url, { publicKey: KEY });
      await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
      await before.stop();
      sentry.refuse();
      await using after = await startManaged(sentry, { folder, config });
      const elsewhere = { publicKey: KEY, headers: { origin: "https://elsewhere.example" } };
      await waitUntil(
        async () => (await sendEvent(after.url, elsewhere)).status === 403,
        8_000,
        () => `the project is not remembered: ${after.log}`,
      );
      const { status, eventId } = await sendEvent(after.url, { publicKey: KEY });
      expect(status).toBe(200);
      sentry.heal();
      await sentry.waitFor(({ envelopes }) => envelopes.some(({ headers }) => headers.event_id === eventId));
      await after.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);

  test("a stale config stays in use until there is a new one", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42, { allowedDomains: ["example.com"] });
    const config = { cache: { project_expiry: 1, project_grace_period: 0 }, http: { max_retry_interval: 1 } };
    await using relay = await startManaged(sentry, { config: { ...config, relay: { arbiters: 1 } } });
    const elsewhere = { publicKey: KEY, headers: { origin: "https://elsewhere.example" } };
    const statusIs = (status: number) =>
      waitUntil(
        async () => (await sendEvent(relay.url, elsewhere)).status === status,
        8_000,
        () => `never ${status}`,
      );
    await statusIs(403);
    sentry.fail({ kind: "status", status: 503 }, { path: "/api/0/relays/projectconfigs/" });
    const untilMs = Date.now() + 3_000;
    while (Date.now() < untilMs) {
      expect((await sendEvent(relay.url, elsewhere)).status).toBe(403);
      await Bun.sleep(100);
    }
    sentry.projects.add(KEY, 42);
    sentry.heal();
    await statusIs(200);
    await relay.stop();
  }, 30_000);
});
