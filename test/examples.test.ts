/**
 * Every folder of examples/ has a README.md that starts with one command, and a check.ts that runs the example and ends
 * with 0, or with 77 and a word about what this machine lacks.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const EXAMPLES = resolve(import.meta.dir, "../examples");
const LIMIT_MS = 120_000;
const CANNOT_RUN_HERE = 77;

interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

async function check(folder: string): Promise<Outcome> {
  const file = `${folder}/check.ts`;
  if (!existsSync(file)) return { exitCode: 1, output: `${file} is missing` };
  const child = Bun.spawn([process.execPath, file], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: LIMIT_MS,
  });
  const texts = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, output: texts.join("").trim() };
}

const names = existsSync(EXAMPLES)
  ? readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  : [];

for (const { name } of names) {
  const folder = `${EXAMPLES}/${name}`;
  const { exitCode, output } = await check(folder);
  describe(name, () => {
    test("explains itself with a command", () => {
      expect(existsSync(`${folder}/README.md`)).toBe(true);
      expect(readFileSync(`${folder}/README.md`, "utf8")).toMatch(/^```sh\n\S/m);
    });
    if (exitCode === CANNOT_RUN_HERE) test.skip(`runs: ${output.split("\n").at(-1)}`, () => {});
    else test("runs", () => expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.anything() }));
  });
}

test("there are examples", () => {
  expect(names.length).toBeGreaterThan(0);
});
