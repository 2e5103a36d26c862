import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import type { UpstreamProtocol, UpstreamRequest, UpstreamResult } from "../upstream/protocol.ts";
import { type BucketBatch, GlobalMetrics, type GlobalMetricsProtocol } from "./global-metrics.actor.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const batch = (partition: number): BucketBatch => ({
  partition,
  byKey: new Map([
    [
      KEY,
      [
        {
          timestampSeconds: 1_795_488_600,
          widthSeconds: 10,
          name: "c:sessions/session@none",
          namespace: "sessions",
          value: { type: "c", value: 3 },
          tags: {},
          metadata: { merges: 1, receivedAtSeconds: undefined },
        },
      ],
    ],
  ]),
});
const answer = (status: number): UpstreamResult => ({
  kind: "answer",
  status,
  headers: [],
  body: new Uint8Array(),
});

test("one request for all projects, signed, and again until it is answered", async () => {
  const system = TestSystem.start();
  const upstream = system.probe<UpstreamProtocol>();
  const lost: number[] = [];
  const results: UpstreamResult[] = [
    { kind: "network", code: "BATON_UPSTREAM_TIMEOUT", outage: true },
    answer(202),
    answer(403),
  ];
  upstream.respond("deliver", () => results.shift() as UpstreamResult);
  const metrics = system.spawn<GlobalMetricsProtocol>(
    new GlobalMetrics({
      upstream: upstream.address,
      retryDelayMs: 1_000,
      encoding: "zstd",
      lost: (n) => lost.push(n),
    }) as never,
  );
  metrics.send("deliver", batch(7));
  metrics.send("deliver", batch(8));
  await system.settle();
  const [first] = upstream.drain() as unknown as [{ msg: UpstreamRequest }];
  expect(first.msg).toMatchObject({
    method: "POST",
    path: "/api/0/relays/metrics/",
    sign: "body",
    encoding: "zstd",
  });
  expect(first.msg.headers).toContainEqual(["x-sentry-relay-shard", "7"]);
  expect(utf8Text(first.msg.body as Uint8Array)).toBe(
    `{"buckets":{"${KEY}":[{"timestamp":1795488600,"width":10,"name":"c:sessions/session@none","type":"c","value":3}]}}`,
  );
  await system.advance(1_000);
  const sent = upstream.drain() as unknown as { msg: UpstreamRequest }[];
  expect(sent.map(({ msg }) => msg.headers[1]?.[1])).toEqual(["7", "8"]);
  expect(lost).toEqual([1]);
  await system.stop();
});
