/** A part of `npm test` that ends well, badly, or not at all. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runPart } from "../../tools/test/run-part.ts";

const folder = mkdtempSync(join(tmpdir(), "baton-part-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = 'import { expect, test } from "bun:test";\n';

function part(name: string, ...texts: readonly string[]) {
  const files = texts.map((text, index) => {
    const file = join(folder, `${name}-${index}.test.ts`);
    writeFileSync(file, HEAD + text);
    return relative(process.cwd(), file);
  });
  return runPart({ name, files, limitMs: 3000, testLimitMs: 1000 }, folder);
}

test("counts what its report says", async () => {
  const result = await part(
    "mixed",
    'test("a", () => {});\ntest("b", () => expect(1).toBe(2));\ntest.skip("c", () => {});',
  );
  expect(result).toMatchObject({ passed: 1, failed: 1, skipped: [expect.stringContaining("c")] });
});

test("a file that cannot be loaded counts as failed", async () => {
  const result = await part("broken", 'test("a", () => {});', 'throw new Error("no");');
  expect(result).toMatchObject({
    passed: 1,
    failed: 1,
    failures: [expect.stringContaining("broken-1.test.ts")],
  });
});

test("a part that kills itself counts as failed", async () => {
  const result = await part("killed", 'test("a", () => { process.kill(process.pid, "SIGKILL"); });');
  expect(result).toMatchObject({
    passed: 0,
    failed: 1,
    failures: [expect.stringContaining("left no report")],
  });
});

test("a part that hangs is killed, with what it started", async () => {
  const marker = `${process.pid}.25`;
  const result = await part(
    "hangs",
    `test("a", () => { Bun.spawn(["sleep", "${marker}"]); while (true); });`,
  );
  expect(result).toMatchObject({
    passed: 0,
    failed: 1,
    failures: [expect.stringContaining("killed after its")],
  });
  expect(Bun.spawnSync(["ps", "-eo", "args"]).stdout.toString()).not.toContain(`sleep ${marker}`);
}, 10_000);
