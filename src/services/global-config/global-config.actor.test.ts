import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { installLogSink } from "../../kernel/telemetry/log.ts";
import type { SnapshotProtocol } from "../projects/protocol.ts";
import type { UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import { GlobalConfigActor } from "./global-config.actor.ts";
import { GlobalReader, type GlobalWaiter } from "./global-reader.actor.ts";
import { GlobalReads } from "./global-reads.ts";

const NETWORK: UpstreamResult = { kind: "network", code: "BATON_HTTP_CONNECT", outage: false };
const answer = (body: unknown): UpstreamResult => ({
  kind: "answer",
  status: 200,
  headers: [],
  body: utf8Bytes(JSON.stringify(body)),
});
const config = (limit: number) => ({ options: { "relay.upload-chunk.size": limit } });
const OPTION = "relay.upload-chunk.size";

function start(
  saved?: string,
  result: UpstreamResult | Promise<UpstreamResult> = NETWORK,
  intervalMs = 10_000,
) {
  const system = TestSystem.start();
  const upstream = system.probe<UpstreamProtocol>();
  const say = { result };
  upstream.respond("query", () => say.result);
  const snapshot = system.probe<SnapshotProtocol>();
  snapshot.respond("loadGlobal", () => saved);
  const reads = new GlobalReads();
  const waiter = system.probe<GlobalWaiter>();
  const source = system.spawn(
    () =>
      new GlobalConfigActor({
        upstream: upstream.address,
        intervalMs,
        lateMs: 5_000,
        snapshot: snapshot.address,
      }),
  );
  system.spawn(() => new GlobalReader({ reads, source, waiter: waiter.address }));
  const value = () => reads.state.config.options[OPTION];
  return { system, say, reads, waiter, snapshot, value };
}

test("is fetched again and again; the first one wakes who waits", async () => {
  const { system, say, reads, waiter, value, snapshot } = start();
  await system.settle();
  expect(reads.state.isReady).toBe(false);
  say.result = answer({ configs: {}, global: config(1), globalStatus: "pending" });
  await system.advance(10_000);
  expect(reads.state.isReady).toBe(false);
  say.result = answer({ configs: {}, global: config(1) });
  await system.advance(10_000);
  expect([reads.state.isReady, value()]).toEqual([true, "1"]);
  say.result = answer({ configs: {}, global: config(2), globalStatus: "ready" });
  await system.advance(10_000);
  expect(value()).toBe("2");
  for (const bad of [NETWORK, answer({ configs: {}, global: { options: 5 } }), answer("x")]) {
    say.result = bad;
    await system.advance(10_000);
    expect([reads.state.isReady, value()]).toEqual([true, "2"]);
  }
  expect(waiter.drain()).toEqual([{ type: "globalReady" }]);
  expect(snapshot.drain().filter(({ type }) => type === "saveGlobal")).toEqual([
    { type: "saveGlobal", msg: JSON.stringify(config(1)) },
    { type: "saveGlobal", msg: JSON.stringify(config(2)) },
  ]);
  await system.stop();
});

test("that of an earlier run is used when the upstream fails, and when it is silent", async () => {
  const failing = start(JSON.stringify(config(7)));
  await failing.system.settle();
  expect(failing.value()).toBe("7");
  await failing.system.stop();

  const silent = start(JSON.stringify(config(7)), new Promise(() => {}));
  await silent.system.advance(4_999);
  expect(silent.value()).toBeUndefined();
  await silent.system.advance(1);
  expect(silent.value()).toBe("7");
  await silent.system.stop("immediate");
});

test("without one nothing is ready", async () => {
  const { system, reads } = start();
  await system.advance(60_000);
  expect(reads.state.isReady).toBe(false);
  await system.stop();
});

test("silence is worth an error, time in which nothing was asked is not", async () => {
  const lines: string[] = [];
  installLogSink(({ message }) => void lines.push(message), "error");
  const { system, say } = start(undefined, answer({ configs: {}, global: config(1) }), 60_000);
  await system.advance(150_000); // as after a freeze: a minute since the last answer
  expect(lines).toEqual([]);
  say.result = NETWORK;
  await system.advance(120_000);
  expect(lines).toEqual(["global config not received"]);
  installLogSink(() => {}, "off");
  await system.stop();
});
