/** tools/run.mjs in a clone of its own, by Node, with an npm and a Bun that only say what they were asked. */
import { afterAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const TOOLS = resolve(import.meta.dir, "../../tools");
const BUN_PACKAGE = `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
const FAKE_BUN =
  '#!/bin/sh\ntrap "exit 7" TERM\necho "bun $*"\ncase "$*" in *wait*) while :; do sleep 0.05; done;; esac\n';
const roots: string[] = [];

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A checkout with a lock file and no node_modules. */
function checkout(): string {
  const root = mkdtempSync(join(tmpdir(), "baton-run-"));
  roots.push(root);
  mkdirSync(join(root, "tools"));
  mkdirSync(join(root, "src"));
  cpSync(join(TOOLS, "run.mjs"), join(root, "tools/run.mjs"));
  cpSync(join(TOOLS, "bootstrap"), join(root, "tools/bootstrap"), { recursive: true });
  writeFileSync(join(root, "src/main.ts"), "");
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ optionalDependencies: { [BUN_PACKAGE]: "1.0.0" } }),
  );
  lock(root, "1.0.0");
  script(join(root, "fake/bun"), FAKE_BUN);
  script(
    join(root, "fake/npm"),
    `#!/bin/sh\necho "$*" >> npm.log\nmkdir -p node_modules/${BUN_PACKAGE}/bin
cp fake/bun node_modules/${BUN_PACKAGE}/bin/bun && cp package-lock.json node_modules/.package-lock.json\n`,
  );
  return root;
}

function lock(root: string, version: string): void {
  const packages = {
    "": {},
    "node_modules/yaml": { version, integrity: `sha512-${version}` },
    "node_modules/other-platform": { version, optional: true },
    [`node_modules/${BUN_PACKAGE}`]: { version: "1.0.0", optional: true },
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
}

function script(file: string, text: string): void {
  mkdirSync(resolve(file, ".."), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

function options(root: string) {
  return {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, "fake")}:${process.env.PATH}` },
    stdin: "ignore" as const,
  };
}

function run(root: string, ...args: readonly string[]) {
  const child = Bun.spawnSync(["node", "tools/run.mjs", ...args], options(root));
  return { code: child.exitCode, stdout: child.stdout.toString(), stderr: child.stderr.toString() };
}

function installs(root: string): number {
  try {
    return readFileSync(join(root, "npm.log"), "utf8").trim().split("\n").length;
  } catch {
    return 0;
  }
}

describe("node tools/run.mjs", () => {
  test("installs once, then hands over, and again when the lock changed", () => {
    const root = checkout();
    expect(run(root, "start", "--port", "1")).toMatchObject({
      code: 0,
      stdout: "bun --no-env-file src/main.ts dev --port 1\n",
    });
    expect(readFileSync(join(root, "npm.log"), "utf8")).toContain("ci --ignore-scripts");
    run(root, "start");
    expect(installs(root)).toBe(1);
    lock(root, "1.0.1");
    expect(run(root, "start").stderr).toContain("yaml changed");
    expect(installs(root)).toBe(2);
  });

  test("an optional package of another platform is not missed", () => {
    const root = checkout();
    run(root, "start");
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    delete packages["node_modules/other-platform"];
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
    run(root, "start");
    expect(installs(root)).toBe(1);
  });

  test("leaves a linked node_modules alone", () => {
    const root = checkout();
    script(join(root, `elsewhere/${BUN_PACKAGE}/bin/bun`), FAKE_BUN);
    symlinkSync(join(root, "elsewhere"), join(root, "node_modules"));
    expect(run(root, "start").code).toBe(0);
    expect(installs(root)).toBe(0);
  });

  test("says what is wrong: a failed install, an unknown command", () => {
    const root = checkout();
    script(join(root, "fake/npm"), "#!/bin/sh\nexit 1\n");
    expect(run(root, "start")).toMatchObject({ code: 1, stderr: expect.stringContaining("npm ci failed") });
    expect(run(root, "fly")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("usage: node tools/run.mjs start|"),
    });
  });

  test("passes SIGTERM on and ends with the child's exit code", async () => {
    const root = checkout();
    const child = Bun.spawn(["node", "tools/run.mjs", "start", "wait"], {
      ...options(root),
      stdout: "pipe",
      stderr: "ignore",
    });
    const reader = child.stdout.getReader();
    await reader.read(); // it runs
    child.kill("SIGTERM");
    expect(await child.exited).toBe(7);
  });
});
