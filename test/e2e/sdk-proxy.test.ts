/** Real SDKs through proxy mode: what they send arrives, item for item, and they notice nothing. */
import { beforeAll, describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { headerOf } from "../support/http-reader.ts";
import { missing } from "../support/needs.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { browserSdk, ensureVenv, nodeSdk, pythonSdk, type Sdk } from "../support/sdk/sdks.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

/** Runs the SDK's application against a proxy and returns its upstream, with `count` envelopes or more. */
async function through(sdk: Sdk, wanted: Readonly<Record<string, number>>): Promise<FakeSentry> {
  const sentry = FakeSentry.start();
  await using relay = await RelayProcess.start({ upstream: sentry.url });
  await sdk.run(relay.dsn(KEY));
  await sentry.waitFor(() =>
    Object.entries(wanted).every(([type, count]) => sentry.items(type).length >= count),
  );
  expect(relay.log).not.toContain("ERROR");
  sentry.stop(); // throws if anything came that no relay may send
  return sentry;
}

const payload = (sentry: FakeSentry, type: string, index = 0): Record<string, unknown> =>
  JSON.parse(sentry.items(type)[index]?.payload.toString() ?? "null") as Record<string, unknown>;

/** What a proxy must add and keep, whoever the client is. */
function expectProxied(sentry: FakeSentry, userAgent: RegExp): void {
  for (const { headers, request, projectId } of sentry.envelopes) {
    expect(projectId).toBe("42");
    expect(headers.dsn).toBe(`http://${KEY}:@127.0.0.1:${sentry.port}/42`);
    expect(headers.forwarded_for).toBe("127.0.0.1");
    expect(headerOf(request, "content-encoding")).toBe("zstd");
    expect(headerOf(request, "x-sentry-auth")).toContain(`sentry_key=${KEY}`);
    expect(headerOf(request, "user-agent") ?? "").toMatch(userAgent);
  }
}

describe("SDKs through proxy mode", () => {
  test("@sentry/node: error with its cause, spans, logs, sessions", async () => {
    const sentry = await through(nodeSdk, { event: 1, span: 1, log: 1, session: 2 });
    const { exception, tags, release } = payload(sentry, "event");
    const { values } = exception as { values: { type: string; value: string }[] };
    expect(values.map(({ type, value }) => `${type}: ${value}`)).toEqual([
      "CardDeclined: declined for 129",
      "Error: checkout failed",
    ]);
    expect({ tags, release }).toMatchObject({ tags: { tenant: "acme" }, release: "shop@2.4.1" });
    expect(sentry.items("log")[0]?.headers).toMatchObject({ item_count: 1 });
    expectProxied(sentry, /./);
  }, 60_000);

  describe.skipIf(missing("python"))("Python", () => {
    beforeAll(ensureVenv, 120_000);

    test("sentry-sdk: error with attachment, transaction, check-ins, logs, all compressed", async () => {
      const wanted = { event: 1, attachment: 1, transaction: 1, check_in: 2, log: 1 };
      const sentry = await through(pythonSdk, wanted);
      const { exception } = payload(sentry, "event") as { exception: { values: { value: string }[] } };
      expect(exception.values[0]?.value).toBe("declined for 129 – ünïcode");
      expect(sentry.items("attachment")[0]?.payload.toString()).toBe("line 1\nline 2\n");
      expect(sentry.items("attachment")[0]?.headers).toMatchObject({
        filename: "app.log",
        content_type: "text/plain",
      });
      const checkIns = [payload(sentry, "check_in", 0), payload(sentry, "check_in", 1)];
      expect(checkIns.map(({ status }) => status).sort()).toEqual(["in_progress", "ok"]);
      expectProxied(sentry, /^sentry\.python\//);
    }, 60_000);
  });

  test.skipIf(missing("chromium"))(
    "@sentry/browser: across origins, replay, feedback, and what sendBeacon carries",
    async () => {
      const wanted = { event: 1, feedback: 1, replay_recording: 1, session: 1, client_report: 1 };
      const sentry = await through(browserSdk, wanted);
      const { exception, request } = payload(sentry, "event") as {
        exception: { values: { value: string }[] };
        request: { url: string };
      };
      expect(exception.values[0]?.value).toBe("cart is undefined");
      const origin = new URL("/", request.url).href;
      expect(sentry.envelopes.map(({ headers }) => headers.origin)).toEqual(
        sentry.envelopes.map(() => origin),
      );
      const recordings = sentry.envelopes.filter(({ items }) =>
        items.some(({ type }) => type === "replay_recording"),
      );
      for (const { items } of recordings)
        expect(items.map(({ type }) => type)).toEqual(["replay_event", "replay_recording"]);
      const { discarded_events } = payload(sentry, "client_report") as {
        discarded_events: { reason: string }[];
      };
      expect(discarded_events.map(({ reason }) => reason)).toContain("before_send");
      expectProxied(sentry, /^Mozilla\//);
    },
    60_000,
  );
});
