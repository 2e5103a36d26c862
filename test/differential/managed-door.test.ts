/** What a managed relay lets in: the same requests to Baton and to the reference, the same answers, the same envelopes upstream. */
import { describe, expect, test } from "bun:test";
import { signNothing } from "../../src/domain/auth/signature.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, type RelayIdentity } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const key = (digit: string) => digit.repeat(32);
const [below, internal] = [createIdentity(), createIdentity()] as [RelayIdentity, RelayIdentity];

interface Case {
  readonly name: string;
  readonly path: string;
  readonly key: string;
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly body?: string;
}

const signedBy = (who: RelayIdentity, agoMs = 0) => ({
  "x-sentry-relay-id": who.id,
  "x-sentry-relay-signature": signNothing(who.secret, Date.now() - agoMs),
});
const traced = (publicKey: string) =>
  `{"event_id":"${key("9")}","trace":{"trace_id":"4c79f60c11214eb38604f4ae0781bfb2","public_key":"${publicKey}"}}\n{"type":"event"}\n{}\n`;
const requiring = (feature: string) => `{"required_features":["${feature}"]}\n{"type":"event"}\n{}\n`;
const transaction = `{"event_id":"${key("8")}"}\n{"type":"transaction"}\n{"type":"transaction","start_timestamp":1,"timestamp":2}\n`;

/** In order: the first request of a key finds its project unknown. */
const CASES: readonly Case[] = [
  { name: "unsigned, project unknown", path: "/api/42/envelope/", key: key("a") },
  { name: "unsigned", path: "/api/42/envelope/", key: key("a") },
  { name: "signed", path: "/api/42/envelope/", key: key("a"), headers: () => signedBy(below) },
  { name: "internal", path: "/api/42/envelope/", key: key("a"), headers: () => signedBy(internal) },
  {
    name: "signed by nobody",
    path: "/api/42/envelope/",
    key: key("a"),
    headers: () => signedBy(createIdentity()),
  },
  {
    name: "signed long ago",
    path: "/api/42/envelope/",
    key: key("a"),
    headers: () => signedBy(below, 400_000),
  },
  {
    name: "no signature at all",
    path: "/api/42/envelope/",
    key: key("a"),
    headers: () => ({ "x-sentry-relay-signature": "x" }),
  },
  { name: "legacy store, project unknown", path: "/api/store/", key: key("b"), body: "{}" },
  { name: "legacy store", path: "/api/store/", key: key("b"), body: "{}" },
  { name: "project of another key", path: "/api/99/envelope/", key: key("b") },
  { name: "project 0", path: "/api/0/envelope/", key: key("b") },
  {
    name: "origin",
    path: "/api/43/envelope/",
    key: key("b"),
    headers: () => ({ origin: "https://elsewhere.example" }),
  },
  {
    name: "missing feature",
    path: "/api/43/envelope/",
    key: key("b"),
    body: requiring("organizations:session-replay"),
  },
  { name: "unknown feature", path: "/api/43/envelope/", key: key("b"), body: requiring("what:ever") },
  {
    name: "feature for everybody",
    path: "/api/43/envelope/",
    key: key("b"),
    body: requiring("organizations:profiling"),
  },
  { name: "sampling project unknown", path: "/api/43/envelope/", key: key("b"), body: traced(key("f")) },
  {
    name: "sampling project of another one",
    path: "/api/43/envelope/",
    key: key("b"),
    body: traced(key("d")),
  },
  { name: "quota of 0, project unknown", path: "/api/44/envelope/", key: key("c") },
  { name: "quota of 0", path: "/api/44/envelope/", key: key("c") },
  { name: "quota of another category, project unknown", path: "/api/45/envelope/", key: key("d") },
  { name: "quota of another category", path: "/api/45/envelope/", key: key("d") },
  { name: "quota of the organization", path: "/api/45/envelope/", key: key("d"), body: transaction },
  { name: "project with an upstream of its own", path: "/api/46/envelope/", key: key("e") },
  { name: "disabled, unknown", path: "/api/47/envelope/", key: key("1") },
  { name: "disabled", path: "/api/47/envelope/", key: key("1") },
];

async function converse(kind: RelayKind, overridesIds: boolean) {
  using sentry = FakeSentry.start();
  using elsewhere = FakeSentry.start();
  const zero = (category: string, scope: string) => [
    { id: "q", categories: [category], limit: 0, scope, reasonCode: "nope" },
  ];
  const trustedRelays = [below.secret.publicKey.text];
  sentry.projects.add(key("a"), 42, { trustedRelays, trustedRelaySettings: { verifySignature: "enabled" } });
  sentry.projects.add(key("b"), 43, { allowedDomains: ["example.com"] });
  sentry.projects.add(key("c"), 44, { quotas: zero("error", "key") });
  sentry.projects.add(key("d"), 45, { quotas: zero("transaction", "organization") });
  sentry.projects.add(key("e"), 46, {}, { upstream: elsewhere.url });
  sentry.projects.add(key("1"), 47, {}, { disabled: true });
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: {
        mode: "managed",
        override_project_ids: overridesIds,
        ...(kind === "reference" ? {} : { arbiters: 1 }),
      },
      // Quotas are for relays of the same installation alone.
      cache: { project_request_full_config: true },
      auth: {
        static_relays: { [internal.id]: { public_key: internal.secret.publicKey.text, internal: true } },
      },
    },
    files: createIdentity().files,
  });
  const answers: Record<string, unknown> = {};
  for (const { name, path, key: publicKey, headers, body } of CASES) {
    const asked = sentry.requests.filter(({ path: seen }) => seen.includes("projectconfigs")).length;
    const response = await fetch(relay.url + path, {
      method: "POST",
      headers: { "x-sentry-auth": `Sentry sentry_key=${publicKey}, sentry_version=7`, ...headers?.() },
      body: body ?? '{}\n{"type":"event"}\n{}\n',
    });
    const { detail } = (await response.json()) as { detail?: string };
    const limits = response.headers.get("x-sentry-rate-limits");
    answers[name] = {
      status: response.status,
      detail,
      limits,
      retryAfter: response.headers.get("retry-after"),
    };
    const isKnown = () =>
      sentry.requests.filter(({ path: seen }) => seen.includes("projectconfigs")).length > asked;
    if (name.includes("unknown")) {
      await waitUntil(isKnown, 2_000).catch(() => {});
      await Bun.sleep(500);
    }
  }
  await sentry.waitFor(() => sentry.envelopes.length + elsewhere.envelopes.length >= 10);
  await Bun.sleep(300);
  await relay.stop("SIGINT");
  const sent = [...sentry.envelopes, ...elsewhere.envelopes].filter(
    ({ items }) => items[0]?.type !== "client_report",
  );
  const upstream = sent.map(({ projectId, headers, items }) => {
    const dsn = String(headers.dsn).replace(/@[^/]*/, "@host");
    return `${projectId} ${dsn} ${items.map(({ type }) => type)} ${Object.keys(headers).filter((name) => name !== "event_id")}`;
  });
  return { answers, upstream: upstream.sort(), elsewhere: elsewhere.envelopes.length };
}

describe.skipIf(missing("reference"))("the door of a managed relay beside the reference", () => {
  for (const overridesIds of [false, true]) {
    test(overridesIds ? "project ids overridden" : "project ids as sent", async () => {
      const [ours, theirs] = await Promise.all([
        converse("baton", overridesIds),
        converse("reference", overridesIds),
      ]);
      expect(ours).toEqual(theirs);
      expect(ours.elsewhere).toBe(1);
    }, 60_000);
  }
});
