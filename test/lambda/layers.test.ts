/** What is shipped: sizes as promised in docs/lambda.md, and an executable that obeys nothing but Lambda. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { layerCommand, minimalExtension, sizesAtStart } from "../support/lambda/built-layers.ts";

const SCRIPTS_BUDGET_BYTES = 500_000;
/** 1.8 MB when this was written, most of it bytecode of what events go through; 1.5 is what it should be. */
const OVER_MINIMAL_BYTES = 2_000_000;

let folder: string;
let executable: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "layers-"));
  [executable = ""] = await layerCommand("universal");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("sizes", () => {
  test("the scripts of the Node layer that every cold start reads", async () => {
    const sizes = await sizesAtStart();
    for (const size of sizes) expect(size).toBeGreaterThan(10_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPTS_BUDGET_BYTES);
  });

  test("the universal layer, beside a minimal Bun extension that only registers and polls", () => {
    expect(zipped(executable) - zipped(minimalExtension())).toBeLessThan(OVER_MINIMAL_BYTES);
  }, 120_000);
});

describe("the executable", () => {
  test("does not hold the names of the variables that Bun obeys before us", () => {
    const bytes = readFileSync(executable);
    for (const name of ["BUN_BE_BUN", "BUN_OPTIONS"]) expect(bytes.indexOf(name)).toBe(-1);
    expect(statSync(executable).mode & 0o111).not.toBe(0);
  });

  test("stays itself whatever they say", () => {
    // A library of the function's or of another layer, as Lambda would find it in /opt/lib.
    writeFileSync(join(folder, "libm.so.6"), "no library");
    const env = { BUN_BE_BUN: "1", BUN_OPTIONS: "--version", LD_LIBRARY_PATH: folder };
    const run = Bun.spawnSync([executable, "--version"], { env, cwd: folder });
    expect(run.stderr.toString()).toContain("this is no Lambda environment");
    expect(run.exitCode).toBe(1);
  });
});

/** As the layers are. */
function zipped(file: string): number {
  return deflateRawSync(readFileSync(file), { level: 9 }).length;
}
