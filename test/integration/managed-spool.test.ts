import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity, sendEvent } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const OTHER = KEY.replace("a", "b");
const COUNT = 20;

/** Two runs in one folder, over one upstream; between them the first is ended as told. */
async function twoRuns(
  spool: Record<string, unknown>,
  end: (relay: RelayProcess) => Promise<unknown>,
): Promise<{ readonly accepted: readonly string[]; readonly delivered: readonly string[] }> {
  using sentry = FakeSentry.start();
  const folder = mkdtempSync(join(tmpdir(), "managed-spool-"));
  const { files } = createIdentity();
  const start = () =>
    RelayProcess.start({
      upstream: sentry.url,
      folder,
      files,
      config: {
        relay: { mode: "managed", arbiters: 2 },
        spool: { ...spool, envelopes: { path: join(folder, "spool.db") } },
      },
    });
  try {
    sentry.projects.add(KEY, 42);
    sentry.projects.add(OTHER, 43);
    sentry.projects.pending.set(KEY, 1_000_000);
    await using before = await start();
    const accepted: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const { status, eventId } = await sendEvent(before.url, { publicKey: KEY });
      if (status === 200) accepted.push(eventId);
      await sendEvent(before.url, { publicKey: OTHER, projectId: 43 });
    }
    await sentry.waitFor(({ envelopes }) => envelopes.length >= COUNT); // of the other project
    await end(before);
    const ofKey = () => sentry.envelopes.filter(({ projectId }) => projectId === "42");
    expect(ofKey()).toEqual([]);
    sentry.projects.pending.clear();
    await using after = await start();
    await sentry.waitFor(() => new Set(ofKey().map(({ headers }) => headers.event_id)).size >= COUNT);
    await after.stop();
    return { accepted, delivered: ofKey().map(({ headers }) => String(headers.event_id)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("envelopes that wait for their project", () => {
  test("survive a stop on disk", async () => {
    const { accepted, delivered } = await twoRuns({}, (relay) => relay.stop());
    expect(accepted).toHaveLength(COUNT);
    expect(delivered.toSorted()).toEqual(accepted.toSorted());
  }, 30_000);

  test("survive a kill when they are written before the answer", async () => {
    const { accepted, delivered } = await twoRuns({ baton: { write: "before_answer" } }, (relay) =>
      relay.kill(),
    );
    expect(accepted).toHaveLength(COUNT);
    expect([...new Set(delivered)].toSorted()).toEqual(accepted.toSorted());
  }, 30_000);
});
