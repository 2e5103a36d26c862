import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { signData } from "../../src/domain/auth/signature.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, type RelayIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const [trusted, stranger, internal, unknown] = [0, 1, 2, 3].map(createIdentity) as [
  RelayIdentity,
  RelayIdentity,
  RelayIdentity,
  RelayIdentity,
];
const PROJECTS = "/api/0/relays/projectconfigs/?version=3";
const KEYS = "/api/0/relays/publickeys/";
const METRICS = "/api/0/relays/metrics/";
const QUERY = JSON.stringify({ publicKeys: [KEY], revisions: [null], fullConfig: false, noCache: false });

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** Relays below ours: known to the upstream, known to the configuration, and known to nobody. */
describe("requests of relays below", () => {
  let sentry: FakeSentry;
  let relay: RelayProcess;

  beforeAll(async () => {
    sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42, { trustedRelays: [trusted.secret.publicKey.text], quotas: [] });
    for (const { id, secret } of [trusted, stranger]) sentry.projects.relays.set(id, secret.publicKey.text);
    const fixed = { public_key: internal.secret.publicKey.text, internal: true };
    relay = await RelayProcess.start({
      upstream: sentry.url,
      config: { relay: { mode: "managed", arbiters: 2 }, auth: { static_relays: { [internal.id]: fixed } } },
      files: createIdentity().files,
    });
    const known = async () => (await ask(PROJECTS, QUERY, trusted)).body?.pending === undefined;
    await waitUntil(known, 5_000, () => "the project stays pending");
  });

  afterAll(async () => {
    await relay.stop();
    sentry.stop();
  });

  async function ask(
    path: string,
    body: string,
    who: RelayIdentity,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Answer> {
    const all: Record<string, string | undefined> = {
      "content-type": "application/json",
      "x-sentry-relay-id": who.id,
      "x-sentry-relay-signature": signData(Buffer.from(body), who.secret, Date.now()),
      ...headers,
    };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(relay.url + path, { method: "POST", headers: sent, body });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  test("a trusted relay sees the project, as does an internal one; others do not", async () => {
    for (const who of [trusted, internal]) {
      const { body } = await ask(PROJECTS, QUERY, who);
      expect(body).toMatchObject({ configs: { [KEY]: { projectId: 42, organizationId: 1 } } });
    }
    expect(await ask(PROJECTS, QUERY, stranger)).toEqual({ status: 200, body: { configs: {} } });
  });

  test("a revision that is known is unchanged", async () => {
    const rev = sentry.projects.states.get(KEY)?.rev;
    const query = JSON.stringify({ publicKeys: [KEY], revisions: [rev] });
    expect((await ask(PROJECTS, query, trusted)).body).toEqual({ configs: {}, unchanged: [KEY] });
  });

  test("the global config is served", async () => {
    const query = JSON.stringify({ publicKeys: [], global: true });
    expect((await ask(PROJECTS, query, trusted)).body).toEqual({
      configs: {},
      global: {},
      globalStatus: "ready",
    });
  });

  const signatures: readonly [string, (now: number) => string | undefined, readonly string[] | undefined][] =
    [
      [
        "forged by another relay",
        (now) => signData(Buffer.from(QUERY), stranger.secret, now),
        ["invalid signature on data"],
      ],
      [
        "for another body",
        (now) => signData(Buffer.from("{}"), trusted.secret, now),
        ["invalid signature on data"],
      ],
      [
        "replayed after it expired",
        (now) => signData(Buffer.from(QUERY), trusted.secret, now - 301_000),
        ["the timestamp is too far in the past", "the timestamp is too far in the past"],
      ],
      [
        "of the future",
        (now) => signData(Buffer.from(QUERY), trusted.secret, now + 60_000),
        ["the timestamp is too far in the future", "the timestamp is too far in the future"],
      ],
      ["that is none", () => "nothing", ["invalid signature on data"]],
    ];
  test.each(signatures)("a signature %s is refused", async (_, sign, causes) => {
    for (const path of [PROJECTS, KEYS, METRICS]) {
      const answer = await ask(path, QUERY, trusted, { "x-sentry-relay-signature": sign(Date.now()) });
      expect(answer).toEqual({ status: 401, body: { detail: "invalid relay signature", causes } });
    }
  });

  test("who is not known, or does not say who it is, is refused", async () => {
    const refused = (detail: string) => ({ status: 401, body: { detail } });
    expect(await ask(PROJECTS, QUERY, unknown)).toEqual(refused("unknown relay id"));
    const without = (name: string) => ask(PROJECTS, QUERY, trusted, { [name]: undefined });
    expect(await without("x-sentry-relay-id")).toEqual(refused("missing header: x-sentry-relay-id"));
    expect(await without("x-sentry-relay-signature")).toEqual(
      refused("missing header: x-sentry-relay-signature"),
    );
    expect(await ask(PROJECTS, QUERY, trusted, { "x-sentry-relay-id": "me" })).toEqual(
      refused("malformed header: x-sentry-relay-id"),
    );
  });

  test("a relay asks who others are", async () => {
    const query = JSON.stringify({ relay_ids: [internal.id, stranger.id, unknown.id] });
    expect((await ask(KEYS, query, trusted)).body).toEqual({
      relays: {
        [internal.id]: { publicKey: internal.secret.publicKey.text, internal: true },
        [stranger.id]: { publicKey: stranger.secret.publicKey.text, internal: false },
        [unknown.id]: null,
      },
    });
  });

  test("metrics are taken from internal relays alone", async () => {
    expect(await ask(METRICS, '{"buckets":{}}', internal)).toEqual({ status: 202, body: {} });
    expect(await ask(METRICS, '{"buckets":{}}', trusted)).toEqual({ status: 403, body: undefined });
  });

  test("an old protocol is refused, a new one passed on", async () => {
    const path = PROJECTS.replace("version=3", "version=2");
    expect((await ask(path, QUERY, trusted)).status).toBe(400);
    expect((await ask(path.replace("2", "4"), QUERY, trusted)).body).toHaveProperty("configs");
    expect(sentry.requests.at(-1)?.query).toBe("version=4");
  });
});

describe("registration", () => {
  const start = (sentry: FakeSentry, identity: RelayIdentity, config: Record<string, unknown> = {}) =>
    RelayProcess.start({
      upstream: sentry.url,
      config: { relay: { mode: "managed", arbiters: 2 }, auth: { ready: "always" }, http: config },
      files: identity.files,
    });

  test("a relay that is not wanted says what to do, once, and asks no more", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.denyRegistration = true;
    const identity = createIdentity();
    await using relay = await start(sentry, identity, { max_retry_interval: 1 });
    await sentry.waitFor(({ requests }) => requests.length === 1);
    await waitUntil(
      () => relay.log.includes("does not accept this relay"),
      3_000,
      () => `no word of it: ${relay.log}`,
    );
    await Bun.sleep(1_500);
    expect(sentry.requests).toHaveLength(1);
    expect(relay.log.split(`put its public key ${identity.secret.publicKey.text} on the list`)).toHaveLength(
      2,
    );
    expect(relay.log).not.toContain(identity.secret.text);
    await relay.stop();
  });

  test("is tried until it works, envelopes wait", async () => {
    using sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42);
    sentry.fail({ kind: "status", status: 500 }, { path: "/api/0/relays/register/challenge/", times: 2 });
    await using relay = await start(sentry, createIdentity());
    const { status } = await fetch(`${relay.url}/api/42/envelope/?sentry_key=${KEY}`, {
      method: "POST",
      body: '{}\n{"type":"event"}\n{}\n',
    });
    expect(status).toBe(200);
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    await relay.stop();
  });
});
