import { expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { freePort } from "../support/free-port.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const ENVELOPE = '{}\n{"type":"event"}\n{"message":"hi"}\n';
const ROUTE = "/api/{project_id}/envelope/";

const post = (relay: RelayProcess, body = ENVELOPE) =>
  fetch(`${relay.url}/api/42/envelope/?sentry_key=${KEY}`, { method: "POST", body });

/** Value of the first line of Prometheus text that begins with `start`. */
const valueAt = (text: string, start: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(start))
      ?.split(" ")
      .at(-1),
  );

test("all threads count, and Prometheus and statsd are told the same", async () => {
  const datagrams: string[] = [];
  const statsd = await Bun.udpSocket({
    hostname: "127.0.0.1",
    socket: { data: (_, bytes) => void datagrams.push(bytes.toString()) },
  });
  using sentry = FakeSentry.start();
  const internalPort = freePort();
  await using relay = await RelayProcess.start({
    upstream: sentry.url,
    config: {
      relay: { internal_port: internalPort, arbiters: 2 },
      metrics: { statsd: `127.0.0.1:${statsd.port}`, prefix: "my.relay", default_tags: { region: "eu" } },
    },
  });
  for (let i = 0; i < 20; i++) await post(relay);
  expect((await post(relay, "junk")).status).toBe(400);
  await waitUntil(
    () => sentry.items("event").length === 20,
    5_000,
    () => relay.log,
  );
  const text = await (await fetch(`http://127.0.0.1:${internalPort}/metrics`)).text();
  const at = `{region="eu",route="${ROUTE}",method="POST"`;
  expect(valueAt(text, `my_relay_requests_total${at}`)).toBe(21);
  expect(valueAt(text, `my_relay_requests_duration_seconds_count${at}`)).toBe(21);
  expect(
    valueAt(text, `my_relay_responses_status_codes_total{region="eu",status_code="400",route="${ROUTE}"`),
  ).toBe(1);
  expect(valueAt(text, 'my_relay_event_items_total{region="eu",item_type="event"}')).toBe(20);
  expect(
    valueAt(
      text,
      'my_relay_upstream_requests_duration_seconds_count{region="eu",result="success",status_code="200",route="envelope"}',
    ),
  ).toBe(20);
  expect(
    valueAt(text, 'my_relay_actor_handled_total{region="eu",service="/hold",arbiter="ingest-1"}'),
  ).toBeGreaterThanOrEqual(0);
  expect(valueAt(text, 'my_relay_health_ready{region="eu"}')).toBe(1);

  const sentLines = () => datagrams.join("\n").split("\n");
  const counted = () =>
    sentLines()
      .map((line) => /^my\.relay\.requests:(\d+)\|c\|#route:(.+),method:POST,region:eu\|T\d+$/.exec(line))
      .reduce((sum, match) => sum + (match?.[2] === ROUTE ? Number(match[1]) : 0), 0);
  await waitUntil(
    () =>
      counted() === 21 &&
      sentLines().some((line) => line.startsWith("my.relay.health.ready:1|g|#region:eu|T")),
    15_000,
    () => sentLines().join("\n"),
  );
  const timed = sentLines().filter((line) => line.startsWith("my.relay.requests.duration:"));
  expect(timed.join("\n")).toMatch(/^my\.relay\.requests\.duration:[\d.:]+\|d\|@1\.0\|#route:/);
  for (const datagram of datagrams) expect(datagram.length).toBeLessThanOrEqual(1_432);
  statsd.close();
}, 30_000);

test("errors of the relay itself are reported, once each, without a word of it in the log", async () => {
  using reports = FakeSentry.start();
  await using relay = await RelayProcess.start({
    upstream: "http://127.0.0.1:1/",
    config: {
      http: { outage_grace_period: 0, retry_delay: 1, max_retry_interval: 1 },
      limits: { shutdown_timeout: 1 },
      sentry: {
        enabled: true,
        dsn: `${reports.url.replace(/\/$/, "").replace("://", `://${KEY}@`)}/7`,
        environment: "test",
        server_name: "edge-1",
        default_tags: { team: "ops" },
      },
    },
  });
  await post(relay);
  await waitUntil(
    () => reports.items("event").length >= 2,
    10_000,
    () => relay.log,
  );
  await Bun.sleep(2_000); // several more lines of the same
  await relay.stop();
  const events = reports.items("event").map(({ payload }) => JSON.parse(payload.toString()));
  const messages = events.map(({ logentry }) => logentry.formatted);
  expect(new Set(messages).size).toBe(messages.length);
  expect(events.find(({ logentry }) => logentry.formatted === "the upstream is out of reach")).toMatchObject({
    level: "error",
    logger: "baton::upstream",
    environment: "test",
    server_name: "edge-1",
    tags: { team: "ops", "relay.mode": "proxy" },
    extra: { code: "BATON_HTTP_CONNECT" },
  });
  expect(JSON.stringify(events)).not.toContain(KEY);
}, 30_000);
