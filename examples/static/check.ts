/** Runs the README's relay: the default takes any key and filters, the shop's own file decides who may send. */
import { join } from "node:path";
import { ExampleRelay, mustBe } from "../../test/support/example.ts";
import { FakeSentry } from "../../test/support/fake-sentry.ts";

const SHOP_KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const ANY_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";

using sentry = FakeSentry.start();
using relay = await ExampleRelay.start({ relay: join(import.meta.dir, "relay"), upstream: sentry.url });

mustBe("any key", await relay.send('{"message":"first"}', { key: ANY_KEY, projectId: 77 }), 200);
mustBe("the shop", await relay.send('{"message":"second"}', { key: SHOP_KEY }), 200);
mustBe("the shop's key for another project", await relay.send("{}", { key: SHOP_KEY, projectId: 43 }), 403);
mustBe("another shop's page", await relay.send("{}", { key: SHOP_KEY, origin: "https://else.example" }), 403);
await sentry.waitFor(({ envelopes }) => envelopes.length === 2);
mustBe("projects", sentry.envelopes.map(({ projectId }) => projectId).toSorted(), ["42", "77"]);
mustBe("asked upstream", new Set(sentry.requests.map(({ path }) => path)).size, 2);
await relay.stop();
console.log("both projects delivered, strangers refused");
