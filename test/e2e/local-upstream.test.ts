import { expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { LocalReceiver } from "../support/local-receiver.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const event = (message: string) => `{}\n{"type":"event"}\n{"message":"${message}"}\n`;

async function fateOf(
  receiver: LocalReceiver,
  title: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const item = (await receiver.items()).find((each) => each.title === title);
  return item?.fate as Readonly<Record<string, unknown>> | undefined;
}

test("with an upstream, a verdict is what the upstream said, and pending until then", async () => {
  using sentry = FakeSentry.start();
  await using receiver = await LocalReceiver.start({ upstream: `http://${KEY}@127.0.0.1:${sentry.port}/77` });
  const becomes = (title: string, outcome: string) =>
    waitUntil(
      async () => (await fateOf(receiver, title))?.outcome === outcome,
      15_000,
      () => `${title}: not ${outcome}`,
    );

  await receiver.send(event("taken"));
  await becomes("taken", "forwarded");
  expect(sentry.envelopes[0]?.projectId).toBe("77");

  sentry.refuse();
  await receiver.send(event("later"));
  await becomes("later", "pending");
  sentry.heal();
  await becomes("later", "forwarded");

  const limits = { "x-sentry-rate-limits": "60:error:key:quota_exceeded" };
  sentry.fail({ kind: "status", status: 429, headers: limits }, { times: 1 });
  await receiver.send(event("too many"));
  await becomes("too many", "rate_limited");
  expect(await fateOf(receiver, "too many")).toMatchObject({
    stage: "send",
    reason: "the upstream answered 429",
  });
  await receiver.send(event("at the door"));
  await becomes("at the door", "rate_limited");
  expect(await fateOf(receiver, "at the door")).toMatchObject({ stage: "receive", reason: "quota_exceeded" });
}, 60_000);
