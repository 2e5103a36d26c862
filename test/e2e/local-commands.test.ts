import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LocalReceiver } from "../support/local-receiver.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");
const APP = resolve(import.meta.dir, "../support/sdk-app.mjs");
const folder = mkdtempSync(join(tmpdir(), "baton-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function baton(words: readonly string[], cwd = folder) {
  return Bun.spawn([process.execPath, MAIN, ...words], {
    cwd,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", HOME: cwd },
  });
}

test("exec: the SDK of a command finds the receiver by its environment; its exit code is ours", async () => {
  const script = `import(${JSON.stringify(APP)}).then(() => process.exit(7))`;
  const run = baton(["exec", "--", "node", "-e", script]);
  const said = await new Response(run.stderr).text();
  expect(await run.exited).toBe(7);
  expect(said).toMatch(/baton: received .*1 event/);
  expect(existsSync(join(folder, ".relay"))).toBe(false); // it keeps nothing
}, 30_000);

test("exec: a command that is not there", async () => {
  const run = baton(["exec", "--", "no-such-command-at-all"]);
  expect(await run.exited).toBe(127);
});

test("exec: a signal reaches the command", async () => {
  const run = baton(["exec", "--", "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done"]);
  let printed = "";
  const reading = (async () => {
    for await (const chunk of run.stdout) printed += new TextDecoder().decode(chunk);
  })();
  await waitUntil(() => printed.includes("up"), 10_000);
  run.kill("SIGTERM");
  expect(await run.exited).toBe(9);
  await reading;
}, 20_000);

test("tap: prints what arrives, filtered, and survives a restart of the receiver", async () => {
  const first = await LocalReceiver.start({ folder });
  const tap = baton(["tap", "--format", "json", "--type", "event"]);
  const lines: { title: string; fate: { outcome: string } }[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of tap.stdout) {
      text += new TextDecoder().decode(chunk);
      const whole = text.split("\n");
      text = whole.pop() ?? "";
      lines.push(...whole.map((line) => JSON.parse(line)));
    }
  })();
  const send = (receiver: LocalReceiver, message: string) =>
    receiver.send(`{}\n{"type":"event"}\n{"message":"${message}"}\n{"type":"session"}\n{}\n`);
  // The tap starts from the moment it connects, which cannot be seen from outside: sent until seen.
  await waitUntil(async () => {
    await send(first, "one");
    return lines.length > 0;
  }, 15_000);
  await first.stop();
  await using second = await LocalReceiver.start({ folder });
  await send(second, "two");
  await waitUntil(() => lines.some(({ title }) => title === "two"), 10_000);
  expect(lines.every(({ title, fate }) => ["one", "two"].includes(title) && fate.outcome === "stored")).toBe(
    true,
  );
  tap.kill("SIGINT");
  expect(await tap.exited).toBe(0);
  await reading;
}, 45_000);

test("tap: says what to do when there is no receiver", async () => {
  const run = baton(["tap"], mkdtempSync(join(folder, "empty-")));
  expect(await new Response(run.stderr).text()).toContain("baton dev");
  expect(await run.exited).toBe(1);
});

test("top: the actors of the running receiver, and what to say without one", async () => {
  const without = baton(["top"], mkdtempSync(join(folder, "none-")));
  expect(await without.exited).toBe(1);
  await using receiver = await LocalReceiver.start();
  const run = baton(["top"], receiver.folder);
  const lines = (await new Response(run.stdout).text()).split("\n");
  expect(await run.exited).toBe(0);
  expect(lines[0]).toMatch(/^actor +arbiter +state +waiting/);
  expect(lines.some((line) => /^\/hold +main +running +0\/\d+/.test(line))).toBe(true);
}, 20_000);

test("top: a relay's actors on all its Arbiters", async () => {
  await using relay = await RelayProcess.start({
    upstream: "http://127.0.0.1:9/",
    config: { relay: { arbiters: 2 } },
  });
  const run = baton(["top", "--config", relay.folder]);
  const lines = (await new Response(run.stdout).text()).split("\n");
  expect(await run.exited).toBe(0);
  expect(lines.filter((line) => line.startsWith("/hold ")).map((line) => line.split(/ +/)[1])).toEqual([
    "main",
    "ingest-1",
  ]);
}, 30_000);
