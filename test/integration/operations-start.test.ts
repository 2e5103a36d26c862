import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { resolve } from "node:path";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");

test("a port in use is told in one line, without a stack", async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
  const { port } = other.address() as { port: number };
  const env = { RELAY_MODE: "proxy", RELAY_HOST: "127.0.0.1", RELAY_PORT: String(port) };
  const relay = Bun.spawn([process.execPath, MAIN, "run"], { env, stdin: "ignore", stderr: "pipe" });
  const [exitCode, log] = await Promise.all([relay.exited, new Response(relay.stderr).text()]);
  await new Promise<void>((closed) => other.close(() => closed()));
  expect(exitCode).toBe(1);
  const errors = log.split("\n").filter((line) => line.includes(" ERROR ") || /^\s+at /.test(line));
  expect(errors.map((line) => line.slice(line.indexOf(" ERROR ") + 7))).toEqual([
    `baton::cli: error=cannot listen on 127.0.0.1:${port}: another process listens there (EADDRINUSE) error.sources=[Failed to listen at 127.0.0.1]`,
  ]);
});
