/** .ci/run with an `npm test` that ends in one way or another. */
import { afterAll, expect, test } from "bun:test";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const roots: string[] = [];

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Runs .ci/run where `npm test` leaves this summary (none when undefined) and ends with `code`. */
function ci(summary: unknown, code: number): { readonly code: number; readonly last: string | undefined } {
  const root = mkdtempSync(join(tmpdir(), "baton-ci-"));
  roots.push(root);
  mkdirSync(join(root, "tools"));
  mkdirSync(join(root, "fake"));
  cpSync(join(ROOT, ".ci"), join(root, ".ci"), { recursive: true });
  cpSync(join(ROOT, "tools/bootstrap"), join(root, "tools/bootstrap"), { recursive: true });
  writeFileSync(join(root, "summary.json"), JSON.stringify(summary) ?? "");
  const leave = summary === undefined ? "" : "mkdir -p .cache/test && cp summary.json .cache/test/\n";
  writeFileSync(join(root, "fake/npm"), `#!/bin/sh\necho "npm $*"\n${leave}exit ${code}\n`);
  chmodSync(join(root, "fake/npm"), 0o755);
  const env = { ...process.env, PATH: `${join(root, "fake")}:${process.env.PATH}` };
  const child = Bun.spawnSync([join(root, ".ci/run")], { cwd: "/", env, stdin: "ignore" });
  return { code: child.exitCode, last: child.stdout.toString().trimEnd().split("\n").at(-1) };
}

const good = { name: "unit", ended: true, passed: 10, failed: 0 };

test("sums the parts", () => {
  expect(ci([good, { name: "e2e", ended: true, passed: 5, failed: 0 }], 0)).toEqual({
    code: 0,
    last: "15 passed, 0 failed",
  });
  expect(ci([good, { name: "e2e", ended: true, passed: 5, failed: 2 }], 1)).toEqual({
    code: 1,
    last: "15 passed, 2 failed",
  });
});

test("a part that never ended counts as failed", () => {
  expect(ci([good, { name: "e2e", ended: false, passed: 0, failed: 1 }], 137)).toEqual({
    code: 1,
    last: "10 passed, 1 failed",
  });
});

test("a bad end without a failed test, and no summary at all, count as failed", () => {
  expect(ci([good], 1)).toEqual({ code: 1, last: "10 passed, 1 failed" });
  expect(ci(undefined, 0)).toEqual({ code: 1, last: "0 passed, 1 failed" });
  expect(ci(undefined, 1)).toEqual({ code: 1, last: "0 passed, 1 failed" });
});

test("a failure that npm test hides is told", () => {
  expect(ci([{ ...good, failed: 1 }], 0)).toEqual({ code: 1, last: "10 passed, 1 failed" });
});
