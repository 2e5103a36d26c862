import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { sendEvent } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const OTHER = KEY.replace("a", "b");
const PROJECT = { projectId: 42, organizationId: 1, publicKeys: [{ publicKey: KEY }], config: {} };

interface LogEntry {
  readonly logentry: { readonly formatted: string };
}

describe("static mode", () => {
  let folder: string;
  let sentry: FakeSentry;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "static-"));
    mkdirSync(join(folder, "projects"));
    sentry = FakeSentry.start();
  });

  afterEach(() => {
    sentry.stop();
    rmSync(folder, { recursive: true });
  });

  const put = (name: string, value: unknown) =>
    writeFileSync(join(folder, "projects", name), typeof value === "string" ? value : JSON.stringify(value));
  const start = () =>
    RelayProcess.start({
      upstream: sentry.url,
      config: { relay: { mode: "static", arbiters: 2 }, cache: { file_interval: 1 } },
      folder,
    });
  const statusIs = (relay: RelayProcess, status: number, event: Parameters<typeof sendEvent>[1]) =>
    waitUntil(
      async () => (await sendEvent(relay.url, event)).status === status,
      8_000,
      () => `never ${status}`,
    );

  test("lets the projects of its files in, without registration or credentials", async () => {
    put("one.json", PROJECT);
    await using relay = await start();
    expect((await sendEvent(relay.url, { publicKey: KEY })).status).toBe(200);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    expect(sentry.requests.map(({ path }) => path)).toEqual(["/api/42/envelope/"]);
    await statusIs(relay, 403, { publicKey: OTHER });
    await statusIs(relay, 403, { publicKey: KEY, projectId: 43 });
    await relay.stop();
  });

  test("filters as its files say, and tells of it", async () => {
    const filtering = (...patterns: string[]) => ({
      ...PROJECT,
      config: { filterSettings: { errorMessages: { patterns } } },
    });
    put("one.json", filtering("*ignore*"));
    await using relay = await start();
    const messages = () =>
      sentry
        .items("event")
        .map(({ payload }) => (JSON.parse(payload.toString()) as LogEntry).logentry.formatted);
    await sendEvent(relay.url, { publicKey: KEY, message: "please ignore me" });
    await sendEvent(relay.url, { publicKey: KEY, message: "first" });
    await sentry.waitFor(() => messages().includes("first"));
    put("one.json", filtering("*first*"));
    await waitUntil(
      async () => {
        await sendEvent(relay.url, { publicKey: KEY, message: "now ignore is news" });
        return messages().includes("now ignore is news");
      },
      8_000,
      () => "the change of the file is not noticed",
    );
    put("one.json", { ...PROJECT, config: { filterSettings: { errorMessages: {} } } });
    await waitUntil(
      () => relay.log.includes("patterns of errorMessages"),
      8_000,
      () => "nobody is told of the broken file",
    );
    await sendEvent(relay.url, { publicKey: KEY, message: "the first again" });
    await sendEvent(relay.url, { publicKey: KEY, message: "last" });
    await sentry.waitFor(() => messages().includes("last"));
    expect(messages()).not.toContain("please ignore me");
    expect(messages()).not.toContain("the first again");
    await relay.stop();
    const reports = sentry.items("client_report").map(({ payload }) => payload.toString());
    expect(reports.join()).toContain('"filtered_events":[{"reason":"error-message","category":"error"');
  }, 40_000);

  test("follows its files as they change, and keeps what a broken one said", async () => {
    put("one.json", PROJECT);
    await using relay = await start();
    await statusIs(relay, 403, { publicKey: OTHER, projectId: 43 });
    put("two.json", { ...PROJECT, projectId: 43, publicKeys: [{ publicKey: OTHER }] });
    await statusIs(relay, 200, { publicKey: OTHER, projectId: 43 });
    put("one.json", { ...PROJECT, config: { allowedDomains: ["example.com"] } });
    const elsewhere = { publicKey: KEY, headers: { origin: "https://elsewhere.example" } };
    await statusIs(relay, 403, elsewhere);
    put("one.json", "{ broken");
    await waitUntil(
      () => relay.log.includes("one.json cannot be used"),
      5_000,
      () => "no word of it",
    );
    expect((await sendEvent(relay.url, elsewhere)).status).toBe(403);
    expect((await sendEvent(relay.url, { publicKey: KEY })).status).toBe(200);
    rmSync(join(folder, "projects/two.json"));
    await statusIs(relay, 403, { publicKey: OTHER, projectId: 43 });
    await relay.stop();
  }, 30_000);

  test("the default takes any key, the project id as sent", async () => {
    put("default.json", { config: {} });
    await using relay = await start();
    await sendEvent(relay.url, { publicKey: OTHER, projectId: 77 });
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    expect(sentry.envelopes[0]?.projectId).toBe("77");
    await relay.stop();
  });
});
