/** Generates credentials, runs the README's relay, and sees it register, ask for the project and obey what it was told. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ExampleRelay, mustBe } from "../../test/support/example.ts";
import { FakeSentry } from "../../test/support/fake-sentry.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const UNKNOWN_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";

using sentry = FakeSentry.start();
sentry.projects.add(KEY, 42);
using relay = new ExampleRelay({ relay: join(import.meta.dir, "relay"), upstream: sentry.url });

mustBe("credentials generate", await relay.spawn(["credentials", "generate"]).exited, 0);
const { id, public_key } = JSON.parse(readFileSync(join(relay.folder, "credentials.json"), "utf8"));
await relay.run();
mustBe("registered", sentry.projects.relays.get(id), public_key);

mustBe("status", await relay.send('{"message":"hello"}', { key: KEY }), 200);
await sentry.waitFor(({ envelopes }) => envelopes.length > 0);
const event = JSON.parse(sentry.items("event")[0]?.payload.toString() ?? "{}");
mustBe("delivered", event.logentry?.formatted ?? event.message, "hello");

await relay.refuses(403, { key: UNKNOWN_KEY });
await relay.stop();
mustBe("events that left", sentry.items("event").length, 1);
console.log("registered, delivered, refused an unknown key");
