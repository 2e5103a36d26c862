import { describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const post = (relay: RelayProcess) =>
  fetch(`${relay.url}/api/42/envelope/?sentry_key=${KEY}`, {
    method: "POST",
    body: '{}\n{"type":"event"}\n{"message":"hi"}\n',
  });

describe("a stop", () => {
  test("ends at once when nothing is left to do, and says so", async () => {
    using sentry = FakeSentry.start();
    await using relay = await RelayProcess.start({ upstream: sentry.url });
    const { exitCode, tookMs } = await relay.stop("SIGTERM");
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(2_000);
    expect(relay.log).toContain("SIGTERM received, stopping in 10s");
    expect(relay.log.trimEnd()).toEndWith("relay shutdown complete");
  });

  test("by SIGINT is immediate, whatever waits", async () => {
    await using relay = await RelayProcess.start({ upstream: "http://127.0.0.1:1/" });
    await post(relay);
    const { exitCode, tookMs } = await relay.stop("SIGINT");
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(2_000);
    expect(relay.log).toContain("SIGINT received, exiting");
  });

  test("takes no longer than shutdown_timeout", async () => {
    await using relay = await RelayProcess.start({
      upstream: "http://127.0.0.1:1/",
      config: { limits: { shutdown_timeout: 1 } },
    });
    await post(relay);
    const { exitCode, tookMs } = await relay.stop("SIGTERM");
    expect(exitCode).toBe(0);
    expect(tookMs).toBeWithin(900, 4_000);
    expect(relay.log).toContain("stopping with undelivered envelopes");
  });

  test("a second signal does not wait for what the first one waits for", async () => {
    await using relay = await RelayProcess.start({ upstream: "http://127.0.0.1:1/" });
    await post(relay);
    relay.signal("SIGTERM");
    await waitUntil(
      () => relay.log.includes("SIGTERM received"),
      5_000,
      () => relay.log,
    );
    const { exitCode, tookMs } = await relay.stop("SIGINT");
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(3_000);
  });

  test("while it starts lets it start and stops it", async () => {
    using sentry = FakeSentry.start();
    const early = await RelayProcess.startAndSignal(
      { upstream: sentry.url },
      "relay server starting",
      "SIGTERM",
    );
    expect(early.exitCode).toBe(0);
    expect(early.log.trimEnd()).toEndWith("relay shutdown complete");
  });
});
