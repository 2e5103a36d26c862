import { describe, expect, test } from "bun:test";
import { generateSecretKey } from "../../domain/auth/testkit/secret-key.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import type { UpstreamProtocol, UpstreamRequest, UpstreamResult } from "../upstream/protocol.ts";
import type { RegistrationState } from "./protocol.ts";
import { RelayAuth } from "./relay-auth.actor.ts";

const ID = "271758da-3c03-4426-8063-2aa8e02aeb60";
const NETWORK: UpstreamResult = { kind: "network", code: "BATON_HTTP_CONNECT", outage: false };
const answer = (status: number, json: unknown): UpstreamResult => ({
  kind: "answer",
  status,
  headers: [],
  body: utf8Bytes(JSON.stringify(json)),
});
const CHALLENGE = answer(200, { relay_id: ID, token: "t0" });
const REGISTERED = answer(200, { relay_id: ID });

/** An upstream that plays its answers in order, the last one for ever. */
function play(answers: UpstreamResult[], mayBegin?: Promise<void>) {
  const system = TestSystem.start();
  const upstream = system.probe<UpstreamProtocol>();
  const seen: { atMs: number; request: UpstreamRequest }[] = [];
  upstream.respond("knock", (request) => {
    seen.push({ atMs: system.clock.monotonicMs(), request });
    return (answers.length > 1 ? answers.shift() : answers[0]) as UpstreamResult;
  });
  const gate = system.probe<Pick<UpstreamProtocol, "gate">>();
  const states: RegistrationState[] = [];
  const secret = generateSecretKey();
  const auth = system.spawn(
    () =>
      new RelayAuth({
        upstream: upstream.address,
        credentials: { id: ID, secretKey: secret.text, publicKey: secret.publicKey.text },
        version: "26.9.0",
        upstreamUrl: "https://sentry.example/",
        renewAfterMs: 600_000,
        maxRetryIntervalMs: 60_000,
        changed: (state) => states.push(state),
        ...(mayBegin ? { mayBegin } : {}),
      }),
  );
  auth.send("join", gate.address);
  const gates = () => gate.drain().map(({ msg }) => msg);
  return { system, upstream, auth, seen, states, gates, publicKey: secret.publicKey.text };
}

describe("registration", () => {
  test("answers the challenge and opens the gates", async () => {
    const { system, seen, states, gates, publicKey } = play([CHALLENGE, REGISTERED]);
    await system.advance(1);
    expect(
      seen.map(({ request }) => [request.path, request.sign, utf8Text(request.body as Uint8Array)]),
    ).toEqual([
      [
        "/api/0/relays/register/challenge/",
        "body",
        `{"relay_id":"${ID}","public_key":"${publicKey}","version":"26.9.0"}`,
      ],
      ["/api/0/relays/register/response/", "body", `{"relay_id":"${ID}","token":"t0","version":"26.9.0"}`],
    ]);
    expect(states).toEqual(["registering", "registered"]);
    expect(gates()).toEqual(["waiting", "open"]);
    await system.stop();
  });

  test("waits for what it has to wait for, and signs nothing before", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { system, seen, states } = play([CHALLENGE, REGISTERED], promise);
    await system.advance(60_000);
    expect(seen).toEqual([]);
    resolve();
    await system.advance(1);
    expect(states).toEqual(["registering", "registered"]);
    await system.stop();
  });

  test("is tried again after 0, 1, 1.5, 2.25 seconds while it fails", async () => {
    const { system, seen, gates } = play([NETWORK]);
    await system.advance(5_000);
    expect(seen.map(({ atMs }) => atMs)).toEqual([0, 1_000, 2_500, 4_750]);
    expect(gates()).toEqual(["waiting"]);
    await system.stop();
  });

  test("is renewed, and the gates stay open meanwhile", async () => {
    const { system, seen, states, gates } = play([CHALLENGE, REGISTERED, CHALLENGE, REGISTERED]);
    await system.advance(600_001);
    expect(seen.map(({ atMs }) => atMs)).toEqual([0, 0, 600_000, 600_000]);
    expect(states).toEqual(["registering", "registered", "renewing", "registered"]);
    expect(gates()).toEqual(["waiting", "open"]);
    await system.stop();
  });

  test("survives a network error when it is renewed", async () => {
    const { system, states, gates } = play([CHALLENGE, REGISTERED, NETWORK, CHALLENGE, REGISTERED]);
    await system.advance(600_500);
    expect(states.at(-1)).toBe("renewing");
    await system.advance(1_000);
    expect(states.at(-1)).toBe("registered");
    expect(gates()).toEqual(["waiting", "open"]);
    await system.stop();
  });

  test("ends when the upstream answers something else", async () => {
    const { system, states, gates } = play([CHALLENGE, REGISTERED, answer(401, {}), CHALLENGE, REGISTERED]);
    await system.advance(600_500);
    expect(states.at(-1)).toBe("registering");
    await system.advance(1_000);
    expect(states.at(-1)).toBe("registered");
    expect(gates()).toEqual(["waiting", "open", "waiting", "open"]);
    await system.stop();
  });

  test("a challenge for somebody else is none", async () => {
    const { system, seen, states } = play([answer(200, { relay_id: ID.replace("2", "3"), token: "t" })]);
    await system.advance(10);
    expect(seen).toHaveLength(1);
    expect(states).toEqual(["registering"]);
    await system.stop();
  });

  test("is given up when the upstream says stop", async () => {
    const { system, seen, auth, gates } = play([answer(403, { detail: "no", relay: "stop" })]);
    await system.advance(3_600_000);
    expect(seen).toHaveLength(1);
    expect(gates()).toEqual(["waiting", "denied"]);
    const late = system.probe<Pick<UpstreamProtocol, "gate">>();
    auth.send("join", late.address);
    await system.settle();
    expect(late.drain()).toEqual([{ type: "gate", msg: "denied" }]);
    await system.stop();
  });

  test("any other 403 is tried again", async () => {
    const { system, seen } = play([answer(403, { detail: "no" })]);
    await system.advance(1_500);
    expect(seen).toHaveLength(2);
    await system.stop();
  });
});
