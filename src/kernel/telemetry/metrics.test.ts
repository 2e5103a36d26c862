import { describe, expect, test } from "bun:test";
import { createMetrics, MOST_SAMPLES, MOST_SERIES } from "./metrics.ts";
import { mergeSnapshots, takeSnapshot } from "./metrics-snapshot.ts";
import { prometheusText } from "./prometheus-text.ts";
import { DEFAULT_DATAGRAM_BYTES, StatsdLines } from "./statsd-lines.ts";

const TABLE = {
  requests: { kind: "counter", tags: ["route", "method"], doc: "Requests." },
  starts: { kind: "counter", tags: [], doc: "Starts." },
  depth: { kind: "gauge", tags: ["actor"], doc: "Waiting." },
  "took.time": { kind: "distribution", unit: "milliseconds", tags: [], doc: 'How "long".\nIt took.' },
} as const;

const snapshot = (metrics: ReturnType<typeof createMetrics<typeof TABLE>>, drains = true) =>
  takeSnapshot(Object.values(metrics), drains);

const STATSD = {
  table: TABLE,
  prefix: "sentry.relay",
  tags: { foo: "bar", host: "vm" },
  bufferSizeBytes: DEFAULT_DATAGRAM_BYTES,
};

describe("series", () => {
  test("are told apart by the values of their tags", () => {
    const metrics = createMetrics(TABLE);
    metrics.requests.at("/envelope/", "POST").add();
    metrics.requests.at("/envelope/", "POST").add(2);
    metrics.requests.at("/envelope/", "GET").add();
    expect(snapshot(metrics)).toEqual([
      { name: "requests", kind: "counter", tags: ["/envelope/", "POST"], value: 3 },
      { name: "requests", kind: "counter", tags: ["/envelope/", "GET"], value: 1 },
    ]);
  });

  test("never grow without bound", () => {
    const { depth } = createMetrics(TABLE);
    for (let i = 0; i < MOST_SERIES + 10; i++) depth.at(`actor ${i}`).set(1);
    expect([...depth.entries()]).toHaveLength(MOST_SERIES + 1);
    expect(depth.at("yet another")).toBe(depth.at("other"));
  });

  test("of several threads add up", () => {
    const [a, b] = [createMetrics(TABLE), createMetrics(TABLE)];
    a.starts.at().add();
    for (const metrics of [a, b]) metrics["took.time"].at().record(3);
    const [starts, took] = mergeSnapshots([snapshot(a), snapshot(b)]);
    expect(starts).toMatchObject({ value: 1 });
    expect(took).toMatchObject({ value: 6, spread: { count: 2, samples: [3, 3], seen: 2 } });
  });
});

test("a distribution keeps a fair sample of what it saw, and all of it in its steps", () => {
  const took = createMetrics(TABLE)["took.time"].at();
  for (let i = 0; i < 10_000; i++) took.record(i);
  const { samples, seen } = took.drain();
  expect([samples.length, seen, took.count]).toEqual([MOST_SAMPLES, 10_000, 10_000]);
  expect(samples.filter((value) => value < 5_000).length).toBeWithin(16, 49);
  expect(took.buckets.reduce((sum, count) => sum + count)).toBe(10_000);
  expect(took.drain()).toEqual({ samples: [], seen: 0 });
});

describe("statsd", () => {
  test("tells increases, states and samples, as the reference spells them", () => {
    const metrics = createMetrics(TABLE);
    const lines = new StatsdLines(STATSD);
    const next = () => lines.datagrams(snapshot(metrics), 1_795_519_291_500, true);
    metrics.requests.at("/api/{project_id}/envelope/", "POST").add();
    metrics.depth.at("a b|c,#").set(2);
    metrics["took.time"].at().record(0.011187);
    metrics["took.time"].at().record(0.004256);
    expect(next()).toEqual([
      [
        "sentry.relay.requests:1|c|#route:/api/{project_id}/envelope/,method:POST,foo:bar,host:vm|T1795519291",
        "sentry.relay.depth:2|g|#actor:a_b_c__,foo:bar,host:vm|T1795519291",
        "sentry.relay.took.time:0.011187:0.004256|d|@1.0|#foo:bar,host:vm",
      ].join("\n"),
    ]);
    metrics.requests.at("/api/{project_id}/envelope/", "POST").add(4);
    expect(next()[0]).toStartWith("sentry.relay.requests:4|c|");
    expect(next().join()).not.toContain("requests");
  });

  test("datagrams stay below their size", () => {
    const metrics = createMetrics(TABLE);
    for (let i = 0; i < 200; i++) metrics.depth.at(`actor-${i}`).set(i);
    const datagrams = new StatsdLines(STATSD).datagrams(snapshot(metrics), 0, true);
    expect(datagrams.length).toBeGreaterThan(5);
    for (const datagram of datagrams) expect(datagram.length).toBeLessThanOrEqual(DEFAULT_DATAGRAM_BYTES);
    expect(datagrams.join("\n").split("\n")).toHaveLength(200);
  });

  test("a sampled distribution says of how many", () => {
    const metrics = createMetrics(TABLE);
    for (let i = 0; i < 640; i++) metrics["took.time"].at().record(1);
    expect(new StatsdLines({ ...STATSD, tags: {} }).datagrams(snapshot(metrics), 0, false)[0]).toContain(
      ":1|d|@0.1\n",
    );
  });
});

test("Prometheus gets seconds, cumulative steps and escaped text", () => {
  const metrics = createMetrics(TABLE);
  metrics.requests.at('/"x"\\', "POST").add(2);
  metrics["took.time"].at().record(3);
  metrics["took.time"].at().record(3_000);
  const text = prometheusText(snapshot(metrics, false), {
    table: TABLE,
    prefix: "sentry.relay",
    labels: { region: "eu" },
  });
  const lines = text.split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "# HELP sentry_relay_requests_total Requests.",
    "# TYPE sentry_relay_requests_total counter",
    'sentry_relay_requests_total{region="eu",route="/\\"x\\"\\\\",method="POST"} 2',
  ]);
  expect(lines).toContain('# HELP sentry_relay_took_time_seconds How "long".\\nIt took.');
  expect(lines).toContain('sentry_relay_took_time_seconds_bucket{region="eu",le="0.0025"} 0');
  expect(lines).toContain('sentry_relay_took_time_seconds_bucket{region="eu",le="0.005"} 1');
  expect(lines).toContain('sentry_relay_took_time_seconds_bucket{region="eu",le="+Inf"} 2');
  expect(lines).toContain('sentry_relay_took_time_seconds_sum{region="eu"} 3.003');
  expect(text).toEndWith("\n");
});
