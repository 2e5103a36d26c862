/** Runs the relay as each file configures it: healthy before the application starts, drained after it has ended. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { FakeSentry } from "../../test/support/fake-sentry.ts";
import { freePort } from "../../test/support/free-port.ts";
import { waitUntil } from "../../test/support/wait.ts";

const root = resolve(import.meta.dir, "../..");
const baton = [process.execPath, join(root, "src/main.ts")];
const read = (name: string) => parse(readFileSync(join(import.meta.dir, name), "utf8"));

const compose = read("compose.yaml").services.baton;
const container = read("kubernetes.yaml").spec.template.spec.initContainers[0];
if (container.restartPolicy !== "Always") throw new Error("kubernetes.yaml: not a native sidecar");

await check("compose.yaml", compose.environment, compose.healthcheck.test.slice(2));
const pairs = container.env.map(({ name, value }: { name: string; value: string }) => [name, value]);
await check("kubernetes.yaml", Object.fromEntries(pairs), container.startupProbe.exec.command.slice(1));

async function check(name: string, configured: Record<string, string>, health: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "baton-sidecar-"));
  const sentry = FakeSentry.start();
  const port = freePort();
  const env = {
    ...process.env,
    ...configured,
    RELAY_HOST: "127.0.0.1",
    RELAY_PORT: String(port),
    RELAY_UPSTREAM_URL: sentry.url,
    BATON_SPOOL_ENVELOPES_PATH: join(folder, "envelopes.db"),
  };
  const options = { env, cwd: folder, stdin: "ignore", stdout: "inherit", stderr: "inherit" } as const;
  const relay = Bun.spawn([...baton, "run"], options);
  try {
    await waitUntil(
      async () => (await Bun.spawn([...baton, ...health], options).exited) === 0,
      20_000,
      () => `${name}: never healthy`,
    );
    const key = "a94ae32be2584e0bbd7a4cbb95971fee";
    const body = `{}\n{"type":"event"}\n{"message":"${name}"}\n`;
    const headers = { "x-sentry-auth": `Sentry sentry_key=${key}` };
    const answer = await fetch(`http://127.0.0.1:${port}/api/42/envelope/`, {
      method: "POST",
      headers,
      body,
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    relay.kill("SIGTERM");
    if ((await relay.exited) !== 0) throw new Error(`${name}: the relay ended with ${relay.exitCode}`);
    if (sentry.items("event").length !== 1) throw new Error(`${name}: stopped without delivering`);
    console.log(`${name}: healthy, delivered, drained`);
  } finally {
    relay.kill("SIGKILL");
    sentry.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
