/**
 * Who may speak for others: metadata in envelope headers, and requests that only an internal relay may make. By default
 * both are believed unsigned, as in the reference (docs/differences.md); `auth.trust_envelope_meta` closes it.
 */
import { describe, expect, test } from "bun:test";
import { signNothing } from "../../src/domain/auth/signature.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { pause } from "../support/wait.ts";

/** Takes what anybody sends; takes nothing that is not signed; has its first use as it starts. */
const [OPEN, CLOSED] = ["a".repeat(32), "b".repeat(32)] as const;
const internal = createIdentity();
const SIGNERS = {
  nobody: () => ({}),
  "an id": () => ({ "x-sentry-relay-id": internal.id }),
  "an id and a signature": () => ({
    "x-sentry-relay-id": internal.id,
    "x-sentry-relay-signature": signNothing(internal.secret, Date.now()),
  }),
  "an id and an old signature": () => ({
    "x-sentry-relay-id": internal.id,
    "x-sentry-relay-signature": signNothing(internal.secret, Date.now() - 400_000),
  }),
  "an id and another's signature": () => ({
    "x-sentry-relay-id": internal.id,
    "x-sentry-relay-signature": signNothing(createIdentity().secret, Date.now()),
  }),
} as const;
type Signer = keyof typeof SIGNERS;

interface Seen {
  /** Of the client, as the upstream is told. */
  readonly forwardedFor: unknown;
  /** Status for a project that wants its data signed. */
  readonly closed: number;
  /** Metrics that only internal relays may send came through. */
  readonly metrics: boolean;
}

/** What a relay makes of each signer. */
async function trial(kind: RelayKind, trust?: "always" | "signed" | "never"): Promise<Record<Signer, Seen>> {
  using sentry = FakeSentry.start();
  sentry.projects.add(OPEN, 42);
  sentry.projects.add(CLOSED, 43, { trustedRelaySettings: { verifySignature: "enabled" } });
  const fixed = { public_key: internal.secret.publicKey.text, internal: true };
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      auth: { static_relays: { [internal.id]: fixed }, ...(trust && { trust_envelope_meta: trust }) },
      aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
      limits: { shutdown_timeout: 2 },
      cache: { project_request_full_config: true, batch_interval: 50 },
    },
    files: createIdentity().files,
  });
  await sendEvent(relay.url, { publicKey: OPEN });
  await sendEvent(relay.url, { publicKey: CLOSED, projectId: 43 });
  await sentry.waitFor(({ envelopes }) => envelopes.length >= 1);
  await pause(500);
  const answers = new Map<string, { eventId: string; closed: number }>();
  for (const [index, [signer, headers]] of Object.entries(SIGNERS).entries()) {
    const envelopeHeaders = { forwarded_for: "1.2.3.4" };
    const open = await sendEvent(relay.url, { publicKey: OPEN, headers: headers(), envelopeHeaders });
    const closed = await sendEvent(relay.url, { publicKey: CLOSED, projectId: 43, headers: headers() });
    await sendBuckets(relay, `signer-${index}`, headers());
    answers.set(signer, { eventId: open.eventId, closed: closed.status });
  }
  await pause(1_500);
  await relay.stop();
  const buckets = sentry.items("metric_buckets").map(({ payload }) => payload.toString());
  return Object.fromEntries(
    [...answers].map(([signer, { eventId, closed }], index): [string, Seen] => [
      signer,
      {
        forwardedFor: sentry.envelopes.find(({ headers }) => headers.event_id === eventId)?.headers
          .forwarded_for,
        closed,
        metrics: buckets.some((text) => text.includes(`signer-${index}`)),
      },
    ]),
  ) as Record<Signer, Seen>;
}

async function sendBuckets(
  relay: RelayProcess,
  reason: string,
  headers: Record<string, string>,
): Promise<void> {
  const bucket = {
    timestamp: Math.floor(Date.now() / 1_000),
    width: 1,
    name: "c:spans/usage@none",
    type: "c",
    value: 5,
    tags: { reason },
  };
  await fetch(`${relay.url}/api/42/envelope/?sentry_key=${OPEN}`, {
    method: "POST",
    headers,
    body: `{}\n{"type":"metric_buckets"}\n[${JSON.stringify(bucket)}]\n`,
  });
}

const PEER = "127.0.0.1";
const BELIEVED = "1.2.3.4";
const CLOSED_OUT: Seen = { forwardedFor: PEER, closed: 403, metrics: false };
const INTERNAL: Seen = { forwardedFor: BELIEVED, closed: 200, metrics: true };

describe("envelope metadata and internal relays", () => {
  test("are believed by default, whoever sends", async () => {
    const seen = await trial("baton");
    expect(seen.nobody).toEqual({ forwardedFor: BELIEVED, closed: 403, metrics: false });
    expect(seen["an id"]).toEqual(INTERNAL);
    if (!missing("reference")) expect(await trial("reference")).toEqual(seen);
  }, 40_000);

  test("signed: only of an internal relay that signed", async () => {
    expect(await trial("baton", "signed")).toEqual({
      nobody: CLOSED_OUT,
      "an id": CLOSED_OUT,
      "an id and a signature": INTERNAL,
      "an id and an old signature": CLOSED_OUT,
      "an id and another's signature": CLOSED_OUT,
    });
  }, 20_000);

  test("never: metadata of nobody, and internal is who signed", async () => {
    const seen = await trial("baton", "never");
    expect(Object.values(seen).map(({ forwardedFor }) => forwardedFor)).toEqual(Array(5).fill(PEER));
    expect(seen["an id"]).toEqual(CLOSED_OUT);
    expect(seen["an id and a signature"]).toEqual({ ...INTERNAL, forwardedFor: PEER });
  }, 20_000);
});
