import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRelay } from "../../src/app/relay.ts";
import { type Config, defaultConfig } from "../../src/config/config.ts";
import { installLogSink, type LogRecord } from "../../src/kernel/telemetry/log.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

function relayConfig(upstream: string): Config {
  const config = defaultConfig();
  const relay = {
    ...config.relay,
    mode: "proxy" as const,
    upstream,
    host: "127.0.0.1",
    port: 0,
    arbiters: 2,
  };
  return { ...config, relay };
}

/** The threads started while `work` runs: what is to be killed. */
async function threadsOf<T>(work: () => Promise<T>): Promise<{ result: T; threads: Set<Worker> }> {
  const threads = new Set<Worker>();
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
    threads.add(this);
    post.apply(this, args as Parameters<typeof post>);
  };
  return { result: await work(), threads };
}

test("an ingest thread that dies is replaced, and the relay goes on accepting", async () => {
  using sentry = FakeSentry.start();
  const folder = mkdtempSync(join(tmpdir(), "baton-ingest-"));
  const records: LogRecord[] = [];
  installLogSink((record) => records.push(record), "info");
  const { result: relay, threads } = await threadsOf(() =>
    startRelay({ config: relayConfig(sentry.url), folder, credentials: undefined }),
  );
  try {
    const post = (): Promise<number> =>
      fetch(`http://127.0.0.1:${relay.port}/api/42/envelope/?sentry_key=${KEY}`, {
        method: "POST",
        headers: { connection: "close" },
        body: '{}\n{"type":"event"}\n{"message":"hi"}\n',
      }).then(
        ({ status }) => status,
        () => 0, // it had been accepted by the thread that died
      );
    expect(await post()).toBe(200);
    relay.toggleDelivery();
    relay.toggleDelivery(); // a message to each thread, so that it is known
    await waitUntil(
      () => threads.size > 0,
      5_000,
      () => "no thread was seen",
    );
    await [...threads][0]?.terminate();
    const said = (what: string): boolean => records.some(({ message }) => message === what);
    await waitUntil(
      () => said("an ingest thread is started anew"),
      5_000,
      () => "nobody noticed",
    );
    await waitUntil(
      () => threads.size > 1,
      10_000,
      () => "no thread was started anew",
    );
    const statuses: number[] = [];
    for (let i = 0; i < 20; i++) statuses.push(await post());
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(19);
    await sentry.waitFor(({ envelopes }) => envelopes.length >= 20);
  } finally {
    await relay.stop("immediate");
    installLogSink(() => {}, "off");
    rmSync(folder, { recursive: true, force: true });
  }
}, 40_000);
