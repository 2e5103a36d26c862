/**
 * What a relay says to relays below, and to those who pretend to be one, beside the reference: forged, replayed, tampered
 * and unsigned requests, signatures of every wrong form, keys on no list, projects of others.
 */
import { describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { exchange, type RawAnswer } from "../support/raw-client.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";
import { type Cast, CLOSED_KEY, FOREIGN_KEY, KEY } from "./relays/case.ts";
import { RELAY_CASES } from "./relays/requests.ts";
import { mutated } from "./relays/signatures.ts";

const MUTATIONS = 300;

interface Said {
  readonly status: number;
  readonly body: unknown;
}

interface Conversation {
  readonly answers: ReadonlyMap<string, Said>;
  readonly mutations: readonly number[];
}

async function converse(kind: RelayKind, cast: Cast): Promise<Conversation> {
  using sentry = FakeSentry.start();
  const trustedRelays = [cast.trusted.secret.publicKey.text];
  const quotas = [{ id: "q", categories: ["error"], limit: 5, window: 60, scope: "key" }];
  sentry.projects.add(KEY, 42, { trustedRelays, quotas }, { rev: "r" });
  sentry.projects.add(FOREIGN_KEY, 43, {}, { rev: "s" });
  const wantsSigned = { trustedRelays, trustedRelaySettings: { verifySignature: "enabled" } };
  sentry.projects.add(CLOSED_KEY, 44, wantsSigned, { rev: "t" });
  for (const { id, secret } of [cast.trusted, cast.stranger])
    sentry.projects.relays.set(id, secret.publicKey.text);
  const fixed = { public_key: cast.internal.secret.publicKey.text, internal: true };
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: { relay: { mode: "managed" }, auth: { static_relays: { [cast.internal.id]: fixed } } },
    files: createIdentity().files,
  });
  const ask = (request: (typeof RELAY_CASES)[number]["request"]) => exchange(relay.port, request(cast));
  const sight = RELAY_CASES.find(({ name }) => name.startsWith("what internal sees"));
  if (sight === undefined) throw new Error("no case to learn the projects by");
  await waitUntil(
    async () => !(await ask(sight.request)).body.includes('"pending"'),
    10_000,
    () => "projects stay pending",
  );
  const answers = new Map<string, Said>();
  for (const { name, request } of RELAY_CASES) {
    const answer = await ask(request).catch((error: unknown) => String(error));
    answers.set(name, typeof answer === "string" ? { status: 0, body: answer } : said(answer));
  }
  const mutations: number[] = [];
  const body = JSON.stringify({ publicKeys: [KEY] });
  for (let seed = 0; seed < MUTATIONS; seed++) {
    const headers = [
      ["x-sentry-relay-id", cast.trusted.id],
      ["x-sentry-relay-signature", mutated(seed, Buffer.from(body), cast.trusted)],
    ] as const;
    const target = "/api/0/relays/projectconfigs/?version=3";
    mutations.push((await exchange(relay.port, { method: "POST", target, headers, body })).status);
  }
  await relay.stop("SIGINT");
  return { answers, mutations };
}

function withoutCauses({ status, body }: Said): Said {
  return { status, body: { ...(body as object), causes: undefined } };
}

function said({ status, body }: RawAnswer): Said {
  const text = body.toString();
  try {
    const { id: _, ...json } = JSON.parse(text) as Record<string, unknown>; // of an event without one
    return { status, body: json };
  } catch {
    return { status, body: text };
  }
}

describe.skipIf(missing("reference"))("relays below, beside the reference", async () => {
  if (missing("reference")) return;
  const [trusted, stranger, internal, unknown] = [0, 1, 2, 3].map(createIdentity);
  const cast = { trusted, stranger, internal, unknown } as Cast;
  const [ours, theirs] = await Promise.all([converse("baton", cast), converse("reference", cast)]);
  for (const { name, differs } of RELAY_CASES) {
    test(name, () => {
      const [our, their] = [ours.answers.get(name), theirs.answers.get(name)] as [Said, Said];
      if (differs === undefined) return expect(our).toEqual(their);
      expect(our).not.toEqual(their); // or it need not be listed
      if (differs === "causes") expect(withoutCauses(our)).toEqual(withoutCauses(their));
      if (differs === "refused") expect(our.status).toBe(401);
    });
  }

  test(`${MUTATIONS} signatures with one letter changed`, () => {
    expect(ours.mutations).toEqual([...theirs.mutations]);
    expect(ours.mutations.filter((status) => status !== 401).length).toBeLessThan(MUTATIONS / 20);
  });
});
