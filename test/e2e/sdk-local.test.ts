/** Real SDKs through local mode: what they send is kept, and can be read back. */
import { beforeAll, describe, expect, test } from "bun:test";
import { LocalReceiver } from "../support/local-receiver.ts";
import { missing } from "../support/needs.ts";
import { browserSdk, ensureVenv, nodeSdk, pythonSdk, type Sdk } from "../support/sdk/sdks.ts";
import { waitUntil } from "../support/wait.ts";

/** Runs the SDK's application against a local receiver; `wanted` are item types that must be there, each so often. */
async function keeps(
  sdk: Sdk,
  wanted: Readonly<Record<string, number>>,
  titles: readonly string[],
): Promise<void> {
  await using receiver = await LocalReceiver.start();
  await sdk.run(receiver.dsnOf(42));
  const count = async () => Map.groupBy(await receiver.items(), ({ type }) => String(type));
  await waitUntil(
    async () => {
      const types = await count();
      return Object.entries(wanted).every(([type, least]) => (types.get(type)?.length ?? 0) >= least);
    },
    10_000,
    () => `not all of ${Object.keys(wanted).join(", ")} arrived`,
  );
  const items = await receiver.items();
  const shown = items.map(({ title }) => String(title)).join("\n");
  for (const title of titles) expect(shown).toContain(title);
  expect(new Set(items.map(({ project }) => String(project)))).toEqual(new Set(["42"]));
}

describe("SDKs through local mode", () => {
  test("@sentry/node", async () => {
    await keeps(nodeSdk, { event: 1, span: 1, log: 1, session: 2 }, ["checkout failed"]);
  }, 60_000);

  describe.skipIf(missing("python"))("Python", () => {
    beforeAll(ensureVenv, 120_000);

    test("sentry-sdk", async () => {
      const wanted = { event: 1, attachment: 1, transaction: 1, check_in: 2, log: 1 };
      await keeps(pythonSdk, wanted, ["declined for 129 – ünïcode", "POST /checkout", "app.log"]);
    }, 60_000);
  });

  test.skipIf(missing("chromium"))(
    "@sentry/browser",
    async () => {
      const wanted = { event: 1, feedback: 1, replay_recording: 1, session: 1, client_report: 1 };
      await keeps(browserSdk, wanted, ["cart is undefined"]);
    },
    60_000,
  );
});
