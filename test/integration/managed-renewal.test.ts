/** A registration is renewed (`http.auth_interval`): an upstream that forgot the relay learns of it, one that changed its mind ends it. */
import { expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { pause, waitUntil } from "../support/wait.ts";

const [FIRST, SECOND, THIRD] = ["a".repeat(32), "b".repeat(32), "c".repeat(32)] as const;
const CHALLENGE = "/api/0/relays/register/challenge/";

async function live(kind: RelayKind) {
  const sentry = FakeSentry.start();
  for (const [index, key] of [FIRST, SECOND, THIRD].entries()) sentry.projects.add(key, 42 + index);
  const identity = createIdentity();
  try {
    await using relay = await RelayProcess.start({
      kind,
      upstream: sentry.url,
      config: {
        relay: { mode: "managed" },
        http: { auth_interval: 1, max_retry_interval: 1 },
        health: { refresh_interval_ms: 200 },
      },
      files: identity.files,
    });
    const knocks = () => sentry.requests.filter(({ path }) => path === CHALLENGE).length;
    await sentry.waitFor(() => knocks() >= 3);

    sentry.projects.relays.clear();
    await sentry.waitFor(() => sentry.projects.relays.has(identity.id));
    const forgotten = await sendEvent(relay.url, { publicKey: FIRST });
    await sentry.waitFor(({ envelopes }) => envelopes.length === 1);

    sentry.fail({ kind: "reset" }, { path: "/api/0/relays/register/" });
    await pause(2_500);
    const unreachable = await sendEvent(relay.url, { publicKey: SECOND, projectId: 43 });
    await sentry.waitFor(({ envelopes }) => envelopes.length === 2);
    const isReadyMeanwhile = await relay.isReady();

    sentry.heal();
    sentry.projects.denyRegistration = true;
    await waitUntil(
      async () => !(await relay.isReady()),
      10_000,
      () => "stays ready",
    );
    const denied = await sendEvent(relay.url, { publicKey: THIRD, projectId: 44 });
    const known = await sendEvent(relay.url, { publicKey: FIRST });
    const before = knocks();
    await pause(2_500);
    return {
      statuses: [forgotten, unreachable, denied, known].map(({ status }) => status),
      isReadyMeanwhile,
      delivered: sentry.envelopes.length,
      knocksAfterDenial: knocks() - before,
    };
  } finally {
    sentry.close();
  }
}

test("is renewed; ends when it is denied", async () => {
  const ours = await live("baton");
  expect(ours).toMatchObject({ isReadyMeanwhile: true, delivered: 2, knocksAfterDenial: 0 });
  if (!missing("reference")) expect(ours).toEqual(await live("reference"));
}, 60_000);
