import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { RelayProcess } from "../support/relay-process.ts";

test("a port in use is told in one line, without a stack", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const { exitCode, log } = await RelayProcess.startAndSignal(
    { upstream: "http://127.0.0.1:9/", port },
    "cannot listen",
    "SIGTERM",
  );
  await new Promise<void>((resolve) => other.close(() => resolve()));
  expect(exitCode).toBe(1);
  const errors = log.split("\n").filter((line) => line.includes(" ERROR ") || /^\s+at /.test(line));
  expect(errors.map((line) => line.slice(line.indexOf(" ERROR ") + 7))).toEqual([
    `baton::cli: error=cannot listen on 127.0.0.1:${port}: another process listens there (EADDRINUSE) error.sources=[Failed to listen at 127.0.0.1]`,
  ]);
});
