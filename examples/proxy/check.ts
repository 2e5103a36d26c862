/** Runs the README's relay, sends one error through it, and sees it arrive upstream as it was sent. */
import { join } from "node:path";
import { ExampleRelay, mustBe } from "../../test/support/example.ts";
import { FakeSentry } from "../../test/support/fake-sentry.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

using sentry = FakeSentry.start();
using relay = await ExampleRelay.start({ relay: join(import.meta.dir, "relay"), upstream: sentry.url });
const event = '{"message":"hello","extra":{"exact":1.0}}';
mustBe("status", await relay.send(event, { key: KEY }), 200);
await sentry.waitFor(({ envelopes }) => envelopes.length > 0);
mustBe("what arrived", sentry.items("event")[0]?.payload.toString(), event);
await relay.stop();
console.log("forwarded as it came");
