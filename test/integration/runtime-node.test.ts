import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node22 } from "../support/lambda/built-layers.ts";

const EXPECTED = {
  echo: "POST /x/../y//%2e 2",
  large: "POST /large 900000",
  tooLarge: "POST /large too_large",
  streamed: 14,
  refused: "BATON_HTTP_CONNECT",
  tls: "secure",
  untrusted: "BATON_HTTP_CONNECT",
  encodings: Array.from({ length: 4 }, () => [0, "too_large", "corrupt"]),
  row: { a: "row" },
};

async function check(command: readonly string[]): Promise<unknown> {
  const run = Bun.spawn([...command], { stdout: "pipe", stderr: "pipe" });
  const [out, problems] = await Promise.all([run.stdout.text(), run.stderr.text()]);
  if ((await run.exited) !== 0) throw new Error(problems);
  return JSON.parse(out.trim());
}

const script = new URL("../support/runtime-check.ts", import.meta.url).pathname;
test("Bun runs what Lambda mode needs", async () => {
  expect(await check([process.execPath, script])).toEqual(EXPECTED);
});

test("Node runs it too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-node-"));
  try {
    const built = await Bun.build({
      entrypoints: [script],
      target: "node",
      outdir: folder,
      naming: "check.mjs",
    });
    expect(built.success).toBe(true);
    expect(await check([node22(), join(folder, "check.mjs")])).toEqual(EXPECTED);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
