/** Starts the receiver, runs app.mjs against the DSN it prints, and finds error, trace and log in its API. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { waitUntil } from "../../test/support/wait.ts";

const main = resolve(import.meta.dir, "../../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "baton-dev-"));
const receiver = Bun.spawn([process.execPath, main, "dev", "--port", "0"], {
  cwd: folder,
  stdin: "ignore",
  stdout: "pipe",
  stderr: "inherit",
});

try {
  const { dsn, page } = await readAddresses(receiver.stdout);
  const app = Bun.spawn(["node", join(import.meta.dir, "app.mjs")], {
    env: { ...process.env, SENTRY_DSN: dsn },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  if ((await app.exited) !== 0) throw new Error(`app.mjs ended with ${app.exitCode}`);

  const seen = new Set<string>();
  await waitUntil(
    async () => {
      const answer = await fetch(`${page}local/items`);
      const { items } = (await answer.json()) as { items: ReadonlyArray<{ type: string }> };
      for (const { type } of items) seen.add(type);
      return ["event", "span", "log"].every((type) => seen.has(type));
    },
    10_000,
    () => `the receiver has ${[...seen].join(", ") || "nothing"}`,
  );

  receiver.kill("SIGTERM");
  if ((await receiver.exited) !== 0) throw new Error(`the receiver ended with ${receiver.exitCode}`);
} finally {
  receiver.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}

/** Reads what the receiver prints until both addresses are there. */
async function readAddresses(stream: ReadableStream<Uint8Array>): Promise<{ dsn: string; page: string }> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    const dsn = text.match(/SENTRY_DSN=(\S+)/)?.[1];
    const page = text.match(/what arrives: (\S+)/)?.[1];
    if (dsn !== undefined && page !== undefined) return { dsn, page };
  }
  throw new Error(`the receiver ended, after it said: ${text}`);
}
