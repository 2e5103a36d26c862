import { expect, test } from "bun:test";
import { startChild } from "./child-process.ts";

const shell = (script: string, env = {}) =>
  startChild(["/bin/sh", "-c", script], { PATH: process.env.PATH, ...env });

test("tells the exit code, with the environment given", async () => {
  expect(await shell("exit $CODE", { CODE: "7" }).exitCode).toBe(7);
});

test("tells a signal as a shell does, and passes signals on", async () => {
  const child = shell("sleep 20");
  child.kill("SIGTERM");
  expect(await child.exitCode).toBe(143);
});

test("a command that is not there, or is none", async () => {
  expect(await startChild(["/nonexistent/command"], {}).exitCode).toBe(127);
  expect(await startChild(["/etc/passwd"], {}).exitCode).toBe(126);
});
