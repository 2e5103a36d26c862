/**
 * One poll of 400 real seconds, with the process stopped for 60 of them, on both runtimes: longer than the time limits
 * hidden in Bun's `fetch` (360 s) and in Node's (300 s). A part of its own, so that it runs beside everything else.
 */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node22 } from "../support/lambda/built-layers.ts";
import { missing } from "../support/needs.ts";

const SILENT_MS = 400_000;
const STOPPED_MS = 60_000;
const ROOT = resolve(import.meta.dir, "../..");

const folder = mkdtempSync(join(tmpdir(), "poll-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const event = '{"eventType":"SHUTDOWN","shutdownReason":"spindown","deadlineMs":0}';
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", () => {
    setTimeout(
      () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${event.length}\r\n\r\n${event}`),
      SILENT_MS,
    );
  });
});
afterAll(() => void server.close());

async function poll(runtime: string): Promise<string> {
  await new Promise<void>((done) => (server.listening ? done() : server.listen(0, "127.0.0.1", done)));
  const { port } = server.address() as { port: number };
  const source = join(folder, "source.ts");
  writeFileSync(
    source,
    `import { localExchange } from ${JSON.stringify(join(ROOT, "src/kernel/runtime/local-http.ts"))};
const answer = await localExchange({ host: "127.0.0.1", port: ${port}, method: "GET", path: "/event/next" });
console.log(JSON.stringify(answer.ok ? answer.value.body : answer.error.message));`,
  );
  const script = join(folder, "poll.mjs");
  const built = await Bun.build({
    entrypoints: [source],
    target: "node",
    outdir: folder,
    naming: "poll.mjs",
  });
  expect(built.success).toBe(true);
  const child = Bun.spawn([runtime, script], { stdout: "pipe", stderr: "inherit" });
  await Bun.sleep(5_000);
  child.kill("SIGSTOP");
  await Bun.sleep(STOPPED_MS);
  child.kill("SIGCONT");
  return JSON.parse(await new Response(child.stdout).text());
}

test.skipIf(missing("linux"))(
  "is answered after all, in Bun and in Node",
  async () => {
    expect(await Promise.all([poll(process.execPath), poll(node22())])).toEqual([event, event]);
  },
  450_000,
);
