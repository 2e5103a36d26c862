import { describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const FEATURES = ["organizations:session-replay", "organizations:ourlogs-ingestion"];
const FAST = { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 };
const EVENT_ID = "3bf0c84598b54c10b0215873d2d35a03";

type Config = Record<string, Record<string, unknown>>;
type Part = readonly [header: Record<string, unknown>, payload: unknown];

function startManaged(sentry: FakeSentry, config: Config = {}) {
  return RelayProcess.start({
    upstream: sentry.url,
    config: { aggregator: FAST, ...config, relay: { mode: "managed", arbiters: 2, ...config.relay } },
    files: createIdentity().files,
  });
}

/** Sends an envelope as an SDK does. */
async function send(relay: RelayProcess, header: Record<string, unknown>, parts: readonly Part[]) {
  const lines = [header, ...parts.flat()].map((line) =>
    typeof line === "string" ? line : JSON.stringify(line),
  );
  return fetch(`${relay.url}/api/42/envelope/`, {
    method: "POST",
    headers: {
      "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${KEY}, sentry_client=sentry.test/1.0`,
    },
    body: `${lines.join("\n")}\n`,
  });
}

function startSentry(config: Record<string, unknown> = {}): FakeSentry {
  const sentry = FakeSentry.start();
  sentry.projects.add(KEY, 42, { features: FEATURES, ...config });
  return sentry;
}

const now = () => new Date().toISOString();
const payloads = (sentry: FakeSentry, type: string) =>
  sentry.items(type).map(({ payload }) => JSON.parse(payload.toString()) as never);

interface Bucket {
  readonly name: string;
  readonly value: unknown;
  readonly tags: Readonly<Record<string, string>>;
}

const buckets = (sentry: FakeSentry): readonly Bucket[] => payloads(sentry, "metric_buckets").flat() as never;

describe("a mixed envelope", () => {
  test("leaves as one envelope per family, each sent now, and every item once", async () => {
    using sentry = startSentry();
    await using relay = await startManaged(sentry);
    const response = await send(relay, { event_id: EVENT_ID, sdk: { name: "test" } }, [
      [{ type: "event" }, { message: "hi", value: 1.0 }],
      [{ type: "attachment", filename: "a.txt" }, "text"],
      [{ type: "replay_event" }, { replay_id: EVENT_ID, segment_id: 0 }],
      [{ type: "replay_recording" }, '{"segment_id":0}'],
      [{ type: "check_in" }, { monitor_slug: "job", status: "ok" }],
      [{ type: "something_new" }, "x"],
    ]);
    // A replay event and an event share one budget: the reference refuses them together.
    expect(response.status).toBe(413);
    const parts: Part[] = [
      [{ type: "event" }, { message: "hi", value: 1.0 }],
      [{ type: "attachment", filename: "a.txt" }, "text"],
      [{ type: "replay_recording" }, '{"segment_id":0}'],
      [{ type: "check_in" }, { monitor_slug: "job", status: "ok" }],
      [{ type: "something_new" }, "x"],
    ];
    expect((await send(relay, { event_id: EVENT_ID, sdk: { name: "test" } }, parts)).status).toBe(200);
    await sentry.waitFor(({ envelopes }) => envelopes.length >= 4);
    const types = sentry.envelopes.map(({ items }) => items.map(({ type }) => type).join("+")).sort();
    expect(types).toEqual(["check_in", "event+attachment", "replay_recording", "something_new"]);
    for (const { headers } of sentry.envelopes) {
      expect(headers).toMatchObject({ event_id: EVENT_ID, sdk: { name: "test" } });
      expect(Date.parse(String(headers.sent_at))).toBeGreaterThan(Date.now() - 60_000);
    }
    await relay.stop();
  });
});

describe("sessions", () => {
  const session = { sid: crypto.randomUUID(), did: "customer-17", init: true, attrs: { release: "app@1" } };

  test("become metric buckets of their project", async () => {
    using sentry = startSentry({ sessionMetrics: { version: 3 } });
    await using relay = await startManaged(sentry);
    for (let i = 0; i < 3; i++)
      await send(relay, {}, [[{ type: "session" }, { ...session, started: now() }]]);
    const total = () =>
      buckets(sentry)
        .filter(({ name }) => name === "c:sessions/session@none")
        .reduce((sum, { value }) => sum + (value as number), 0);
    await waitUntil(
      () => total() === 3,
      10_000,
      () => `sessions: ${total()}`,
    );
    expect(buckets(sentry)[0]).toMatchObject({
      tags: { release: "app@1", sdk: "sentry.test/1.0" },
      width: 1,
    });
    expect(sentry.items("session")).toEqual([]);
    const [envelope] = sentry.envelopes;
    expect(envelope?.request.headers.map(([name]) => name)).toContain("x-sentry-relay-shard");
    await relay.stop();
  });

  test("wait in memory are sent when the relay stops, the very last ones too", async () => {
    using sentry = startSentry({ sessionMetrics: { version: 3 } });
    await using relay = await startManaged(sentry, { aggregator: { initial_delay: 600 } });
    await send(relay, {}, [[{ type: "session" }, { ...session, started: now() }]]);
    await sentry.waitFor(({ requests }) => requests.some(({ path }) => path.includes("projectconfigs")));
    await Bun.sleep(500);
    expect(sentry.envelopes).toEqual([]);
    for (let i = 0; i < 20; i++)
      await send(relay, {}, [[{ type: "session" }, { ...session, started: now() }]]);
    await relay.stop(); // at once after the last answer
    const total = buckets(sentry)
      .filter(({ name }) => name === "c:sessions/session@none")
      .reduce((sum, { value }) => sum + (value as number), 0);
    expect(total).toBe(21);
  });

  test("of a project without session metrics pass as they are", async () => {
    using sentry = startSentry();
    await using relay = await startManaged(sentry);
    await send(relay, {}, [[{ type: "session" }, { ...session, started: now() }]]);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    expect(sentry.items("session")).toHaveLength(1);
    await relay.stop();
  });

  test("go to the batch endpoint with http.global_metrics", async () => {
    const sentry = FakeSentry.start({
      answer: ({ path }) => (path === "/api/0/relays/metrics/" ? { status: 202 } : undefined),
    });
    sentry.projects.add(KEY, 42, { sessionMetrics: { version: 3 } });
    await using relay = await startManaged(sentry, { http: { global_metrics: true } });
    await send(relay, {}, [[{ type: "session" }, { ...session, started: now() }]]);
    const request = () => sentry.requests.find(({ path }) => path === "/api/0/relays/metrics/");
    await sentry.waitFor(() => request() !== undefined);
    const body = JSON.parse(request()?.body.toString() ?? "") as { buckets: Record<string, Bucket[]> };
    expect(body.buckets[KEY]?.map(({ name }) => name)).toContain("c:sessions/session@none");
    expect(request()?.headers.map(([name]) => name)).toContain("x-sentry-relay-signature");
    await relay.stop();
    sentry.stop();
  });
});

describe("outcomes", () => {
  const report = { discarded_events: [{ reason: "queue_overflow", category: "error", quantity: 2 }] };
  const duplicates: Part[] = [
    [{ type: "replay_event" }, {}],
    [{ type: "client_report" }, { ...report, timestamp: Date.now() / 1_000 }],
  ];

  test("travel as client reports, of which the sender's are part", async () => {
    using sentry = startSentry();
    await using relay = await startManaged(sentry);
    await send(relay, { event_id: EVENT_ID }, duplicates);
    await sentry.waitFor(() => sentry.items("client_report").length > 0);
    expect(payloads(sentry, "client_report")).toMatchObject([report]);
    await relay.stop();
    expect(sentry.items("client_report")).toHaveLength(1); // invalid ones travel in no client report
  });

  test("travel as metrics, with the relay's name, where they are asked for", async () => {
    using sentry = startSentry();
    const config = { outcomes: { emit_outcomes: true, source: "my-relay" } };
    await using relay = await startManaged(sentry, config);
    await send(relay, { event_id: EVENT_ID }, duplicates);
    const found = () =>
      buckets(sentry).map(({ name, tags, value }) => [name, tags.reason, tags.category, value]);
    await sentry.waitFor(() => found().length >= 2);
    expect(found().sort()).toEqual([
      ["c:outcomes/client_discard@none", "queue_overflow", "1", 2],
      ["c:outcomes/invalid@none", "invalid_replay_missing_recording", "7", 1],
    ]);
    expect(buckets(sentry)[0]?.tags.source).toBe("my-relay");
    await relay.stop();
  });

  test("stay here when nobody wants them, explained in the log once", async () => {
    using sentry = startSentry();
    await using relay = await startManaged(sentry, { outcomes: { emit_outcomes: false } });
    for (let i = 0; i < 5; i++) await send(relay, { event_id: EVENT_ID }, duplicates);
    await waitUntil(
      () => relay.log.includes("items were dropped"),
      5_000,
      () => relay.log,
    );
    await Bun.sleep(1_500);
    const lines = relay.log.split("\n").filter((line) => line.includes("invalid_replay_missing_recording"));
    expect(lines).toHaveLength(1);
    await relay.stop();
    expect(sentry.envelopes).toEqual([]);
  });

  test("a part that cannot be sent waits alone: nothing is processed twice", async () => {
    using sentry = startSentry();
    await using relay = await startManaged(sentry, { http: { retry_delay: 1 } });
    await send(relay, {}, [[{ type: "session" }, { started: now(), attrs: { release: "a@1" } }]]);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    sentry.forget();
    sentry.fail({ kind: "status", status: 503 }, { path: "/api/42/envelope/", times: 1 });
    await send(relay, { event_id: EVENT_ID }, [
      [{ type: "event" }, {}],
      [{ type: "check_in" }, { monitor_slug: "job", status: "ok" }],
      [{ type: "client_report" }, { ...report, timestamp: Date.now() / 1_000 }],
    ]);
    await sentry.waitFor(() => sentry.items("client_report").length > 0 && sentry.items("event").length > 0);
    await relay.stop();
    expect([sentry.items("event").length, sentry.items("check_in").length]).toEqual([1, 1]);
    expect(payloads(sentry, "client_report")).toMatchObject([report]);
  });
});
