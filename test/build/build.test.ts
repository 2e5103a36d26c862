/** What `npm run build` makes, tried as an operator would: in a strange folder, with a strange environment. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compileExecutable } from "../../tools/build/compile.ts";
import { NOTICES_FILE, thirdPartyNotices } from "../../tools/build/notices.ts";
import { runtimeFor } from "../../tools/build/runtime.ts";
import { tryExecutable } from "../../tools/build/try-executable.ts";
import { missing } from "../support/needs.ts";

const EXECUTABLE = resolve("dist/baton");
const VERSION = /^baton \d+\.\d+\.\d+ \(\d+\.\d+\.\d+\)\n$/;

function baton(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
) {
  const run = Bun.spawnSync([EXECUTABLE, ...args], { env: {}, ...options, stdin: "ignore" });
  return { code: run.exitCode, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
}

/** Ready means that all threads have started. */
async function stopWhenReady(url: string, relay: Bun.Subprocess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${url}api/relay/healthcheck/ready/`).catch(() => undefined);
    if (answer?.ok === true) break;
    await Bun.sleep(20);
  }
  relay.kill("SIGTERM");
}

describe("dist/baton", () => {
  test("tells its versions in an empty environment", () => {
    expect(existsSync(EXECUTABLE)).toBe(true);
    expect(baton(["--version"], { cwd: "/" }).stdout).toMatch(VERSION);
  });

  test("ignores what lies in its working directory", () => {
    const cwd = mkdtempSync(join(tmpdir(), "baton-build-"));
    writeFileSync(join(cwd, ".env"), "BUN_OPTIONS=--nonsense\nRELAY_MODE=nonsense\n");
    writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./bad.ts"]\n');
    writeFileSync(join(cwd, "bad.ts"), 'throw new Error("preloaded");\n');
    writeFileSync(join(cwd, "package.json"), "{ broken");
    writeFileSync(join(cwd, "tsconfig.json"), "{ broken");
    const result = baton(["--version"], { cwd });
    rmSync(cwd, { recursive: true });
    expect(result.stderr).toBe("");
    expect(result.stdout).toMatch(VERSION);
  });

  test("starts its threads", async () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-build-"));
    const relay = { mode: "proxy", upstream: "http://127.0.0.1:9/", host: "127.0.0.1", port: 0, arbiters: 2 };
    writeFileSync(join(folder, "config.yml"), JSON.stringify({ relay }));
    const run = Bun.spawn([EXECUTABLE, "-c", folder, "run"], { env: {}, stdin: "ignore", stderr: "pipe" });
    let log = "";
    for await (const bytes of run.stderr) {
      log += new TextDecoder().decode(bytes);
      const url = /listening on (\S+)/.exec(log)?.[1];
      if (url !== undefined && !log.includes("received")) await stopWhenReady(url, run);
    }
    rmSync(folder, { recursive: true });
    expect(log).not.toContain("ERROR");
    expect(log).toContain("relay shutdown complete");
    expect(await run.exited).toBe(0);
  }, 20_000);

  test("carries the notices of what it contains", () => {
    const notices = thirdPartyNotices();
    expect(readFileSync(NOTICES_FILE, "utf8")).toBe(notices);
    for (const part of ["JavaScriptCore", "GNU LIBRARY GENERAL PUBLIC LICENSE", "yaml"])
      expect(notices).toContain(part);
    expect(baton(["licenses"]).stdout).toBe(notices);
  });
});

describe.skipIf(missing("linux"))("the executable for Linux", () => {
  test("needs nothing newer than glibc 2.17", () => {
    const binary = readFileSync(EXECUTABLE).toString("latin1");
    const versions = [...binary.matchAll(/\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)/g)].map(([, minor]) =>
      Number(minor),
    );
    expect(versions.length).toBeGreaterThan(0);
    expect(Math.max(...versions)).toBeLessThanOrEqual(17);
  });

  test.skipIf(missing("qemu-arm64"))(
    "is built for arm64 too, and starts there",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "baton-arm64-"));
      mkdirSync(folder, { recursive: true });
      const file = join(folder, "baton");
      const problem = await compileExecutable({
        target: "linux-arm64",
        file,
        runtime: await runtimeFor("linux-arm64"),
      });
      const trial =
        problem === undefined ? await tryExecutable("linux-arm64", file) : { ok: false, text: problem };
      rmSync(folder, { recursive: true });
      expect(trial).toEqual({ ok: true, text: expect.stringMatching(/^baton \d+\.\d+\.\d+ \(/) });
    },
    300_000,
  );
});
