/** Runs the README's relay: the default takes any key, a file of its own decides who may send, and how much. */
import { join } from "node:path";
import { ExampleRelay, mustBe } from "../../test/support/example.ts";
import { FakeSentry } from "../../test/support/fake-sentry.ts";

const SHOP_KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const QUIET_KEY = "c94ae32be2584e0bbd7a4cbb95971fee";
const ANY_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";

using sentry = FakeSentry.start();
using relay = await ExampleRelay.start({ relay: join(import.meta.dir, "relay"), upstream: sentry.url });

mustBe("any key", await relay.send('{"message":"first"}', { key: ANY_KEY, projectId: 77 }), 200);
mustBe("the shop", await relay.send('{"message":"second"}', { key: SHOP_KEY }), 200);
await relay.refuses(403, { key: SHOP_KEY, projectId: 43 });
await relay.refuses(403, { key: SHOP_KEY, origin: "https://else.example" });
await relay.refuses(429, { key: QUIET_KEY, projectId: 43 });
await sentry.waitFor(({ envelopes }) => envelopes.length === 2);
mustBe("projects", sentry.envelopes.map(({ projectId }) => projectId).toSorted(), ["42", "77"]);
await relay.stop();
mustBe("events that left", sentry.items("event").length, 2);
console.log("two projects delivered, strangers refused, the third kept quiet");
