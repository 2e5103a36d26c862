/** `baton lambda test` as its user sees it. */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../support/free-port.ts";
import { missing } from "../support/needs.ts";

const ROOT = resolve(import.meta.dir, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "function-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(missing("linux"))(
  "runs a function through every mishap and says what came of it",
  async () => {
    writeFileSync(
      join(folder, "index.mjs"),
      `export const handler = async () => {
  const url = new URL(process.env.SENTRY_DSN);
  const id = crypto.randomUUID().replaceAll("-", "");
  const lines = [{ event_id: id, dsn: process.env.SENTRY_DSN }, { type: "event" }, { message: "from the handler" }];
  const body = lines.map((line) => JSON.stringify(line)).join("\\n") + "\\n";
  const response = await fetch(\`http://\${url.host}/envelope\`, { method: "POST", body });
  return response.status;
};`,
    );
    const command = [
      process.execPath,
      join(ROOT, "src/main.ts"),
      "lambda",
      "test",
      folder,
      "--timeout",
      "--crash",
      "--oom",
      "--outage",
    ];
    const run = Bun.spawnSync(command, {
      env: {
        ...process.env,
        BATON_AWS_LAMBDA_PORTS: `[${await freePort()}]`,
        BATON_AWS_LAMBDA_TELEMETRY_PORT: String(await freePort()),
      },
    });
    const said = run.stdout.toString() + run.stderr.toString();
    expect(said).toContain("from the handler");
    for (const type of ["FunctionTimeout", "FunctionCrash", "FunctionOutOfMemory"]) {
      expect(said.split(type).length - 1).toBe(1);
    }
    expect(said).toContain("13 × event");
    expect(said).toContain("Nothing would have been lost.");
    expect(run.exitCode).toBe(0);
  },
  90_000,
);

test.skipIf(missing("linux"))("says what is wrong with a folder that holds no function", () => {
  const run = Bun.spawnSync([process.execPath, join(ROOT, "src/main.ts"), "lambda", "test", folder]);
  expect(run.stdout.toString()).toContain("looks like no function");
  expect(run.exitCode).toBe(1);
});
