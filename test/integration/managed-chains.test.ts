import { describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
function startRelay(kind: RelayKind, upstream: string, identity = createIdentity()): Promise<RelayProcess> {
  return RelayProcess.start({
    kind,
    upstream,
    config: { relay: { mode: "managed", ...(kind === "baton" ? { arbiters: 2 } : {}) } },
    files: identity.files,
  });
}

/** From the SDK's side to Sentry's: the first relay of the list is the one that SDKs send to. */
async function withChain(
  kinds: readonly RelayKind[],
  run: (entry: RelayProcess, sentry: FakeSentry) => Promise<void>,
): Promise<void> {
  using sentry = FakeSentry.start();
  const identities = kinds.map(() => createIdentity());
  const trustedRelays = identities.map(({ secret }) => secret.publicKey.text);
  sentry.projects.add(KEY, 42, { trustedRelays, allowedDomains: ["example.com"] });
  const relays: RelayProcess[] = [];
  let upstream = sentry.url;
  try {
    for (const [index, kind] of [...kinds.entries()].reverse()) {
      relays.push(await startRelay(kind, upstream, identities[index]));
      upstream = `${relays.at(-1)?.url}/`;
    }
    await run(relays.at(-1) as RelayProcess, sentry);
  } finally {
    for (const relay of relays.reverse()) await relay.stop("SIGINT");
  }
}

function testChain(kinds: readonly RelayKind[]): void {
  test(`SDK, ${kinds.join(", ")}, Sentry`, async () => {
    await withChain(kinds, async (entry, sentry) => {
      const { status, eventId } = await sendEvent(entry.url, { publicKey: KEY });
      expect(status).toBe(200);
      await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
      expect(sentry.envelopes[0]?.headers.event_id).toBe(eventId);
      // Every relay of the chain is known to Sentry, and asked for its project by itself.
      expect(sentry.projects.relays.size).toBe(2);
      const refused = { publicKey: KEY, headers: { origin: "https://elsewhere.example" } };
      await waitUntil(
        async () => (await sendEvent(entry.url, refused)).status === 403,
        5_000,
        () => "the project's config has not come down",
      );
      expect((await sendEvent(entry.url, refused)).detail).toContain("Cors");
    });
  }, 30_000);

  test(`a limit travels up the chain: ${kinds.join(", ")}`, async () => {
    await withChain(kinds, async (entry, sentry) => {
      await sendEvent(entry.url, { publicKey: KEY });
      await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
      sentry.fail(
        {
          kind: "status",
          status: 429,
          headers: { "x-sentry-rate-limits": "60:error:organization:foo" },
        },
        { path: "/api/42/envelope/" },
      );
      await waitUntil(
        async () => (await sendEvent(entry.url, { publicKey: KEY })).status === 429,
        10_000,
        () => "the limit has not come down",
      );
      sentry.heal();
    });
  }, 30_000);
}

describe.skipIf(missing("reference"))("a chain with the reference", () => {
  testChain(["baton", "reference"]);
  testChain(["reference", "baton"]);
});

describe("a chain of Batons", () => testChain(["baton", "baton"]));
