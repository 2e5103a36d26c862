import { expect, test } from "bun:test";
import type { RelayInfo } from "../../domain/auth/signed-request.ts";
import { generateSecretKey } from "../../domain/auth/testkit/secret-key.ts";
import { within } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import type { UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import { RelayKeys } from "./relay-keys.actor.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => `271758da-3c03-4426-8063-2aa8e02aeb6${digit}`) as [
  string,
  string,
  string,
];
const KEY = generateSecretKey().publicKey.text;
const FIXED: RelayInfo = { publicKey: KEY, isInternal: true };

function start(answers: (ids: string[]) => UpstreamResult | Promise<UpstreamResult>) {
  const system = TestSystem.start();
  const upstream = system.probe<UpstreamProtocol>();
  const asked: string[][] = [];
  upstream.respond("query", ({ body }) => {
    const { relay_ids } = JSON.parse(utf8Text(body as Uint8Array)) as { relay_ids: string[] };
    asked.push(relay_ids);
    return answers(relay_ids);
  });
  const keys = system.spawn(
    () =>
      new RelayKeys({
        upstream: upstream.address,
        staticRelays: new Map([[C, FIXED]]),
        hitMs: 3_600_000,
        missMs: 60_000,
        batchMs: 100,
        batchSize: 500,
        queryTimeoutMs: 30_000,
        maxRetryIntervalMs: 60_000,
      }),
  );
  const find = async (...relayIds: string[]) => {
    let found: unknown = "waits";
    const asked = keys.ask("find", { relayIds }, within(60_000));
    asked.then(
      (relays) => {
        found = relays;
      },
      () => {},
    );
    await system.settle();
    return () => found;
  };
  return { system, asked, find };
}

const knows = (relays: Record<string, unknown>): UpstreamResult => ({
  kind: "answer",
  status: 200,
  headers: [],
  body: utf8Bytes(JSON.stringify({ relays })),
});
const HIT = { publicKey: KEY, isInternal: false };

test("the configuration knows some at once", async () => {
  const { system, asked, find } = start(() => knows({}));
  expect((await find(C))()).toEqual([FIXED]);
  expect(asked).toEqual([]);
  await system.stop();
});

test("questions are asked together, and answers kept", async () => {
  const { system, asked, find } = start(() => knows({ [A]: { publicKey: KEY, internal: false }, [B]: null }));
  const one = await find(A);
  const both = await find(B, A);
  await system.advance(100);
  expect([one(), both()]).toEqual([[HIT], [null, HIT]]);
  expect(asked).toEqual([[A, B]]);
  expect((await find(A, B))()).toEqual([HIT, null]);
  await system.advance(60_000); // the miss is forgotten sooner than the hit
  const again = await find(A, B);
  await system.advance(100);
  expect(again()).toEqual([HIT, null]);
  expect(asked).toEqual([[A, B], [B]]);
  await system.stop();
});

test("a failed question is asked again", async () => {
  let fails = 2;
  const { system, asked, find } = start(() =>
    fails-- > 0
      ? { kind: "network", code: "BATON_HTTP_CONNECT", outage: false }
      : knows({ [A]: { publicKey: KEY } }),
  );
  const found = await find(A);
  await system.advance(3_000);
  expect(found()).toEqual([HIT]);
  expect(asked).toHaveLength(3);
  await system.stop();
});

test("nobody waits longer than the deadline, and nothing is remembered of it", async () => {
  const { system, find } = start(() => new Promise(() => {}));
  const found = await find(A);
  await system.advance(29_000);
  expect(found()).toBe("waits");
  await system.advance(3_000);
  expect(found()).toEqual([null]);
  expect((await find(A))()).toBe("waits");
  await system.stop("immediate");
});
