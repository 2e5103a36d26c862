#!/usr/bin/env node
/**
 * The door to every command (`npm start`, `npm test`, …): plain Node ≥ 20, no dependency, so that it runs on a clone
 * that has no node_modules yet. It installs what the lock file says when that changed, finds the pinned Bun among the
 * installed packages and hands over to it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun } from "./bootstrap/find-bun.mjs";
import { installIfNeeded } from "./bootstrap/install.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Command → script and its leading arguments; the rest of the command line follows. */
const COMMANDS = {
  start: ["src/main.ts", "dev"],
  test: ["tools/test.ts"],
  check: ["tools/check.ts"],
  bench: ["bench/main.ts"],
  build: ["tools/build.ts"],
  gen: ["tools/gen.ts"],
  release: ["tools/release.ts"],
  soak: ["test/soak/main.ts"],
  format: ["tools/format.ts"],
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [name = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name)) {
  fail(`usage: node tools/run.mjs ${Object.keys(COMMANDS).join("|")} [arguments]`);
}
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Node 20 or newer is needed to start, this is ${process.version}.`);

const script = COMMANDS[name];
let bun;
try {
  installIfNeeded(root);
  bun = findBun(root);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
if (!existsSync(join(root, script[0])))
  fail(`npm run ${name}: ${script[0]} does not exist in this checkout.`);

// Before there is a child, so that a signal in the moment of its start is not our end alone. Ctrl-C in a terminal reaches
// the whole process group, the child included; what is sent to us alone does not.
let child;
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child?.kill(signal));
process.on("SIGINT", () => {
  if (!process.stdin.isTTY) child?.kill("SIGINT");
});
child = spawn(bun, ["--no-env-file", ...script, ...rest], { cwd: root, stdio: "inherit" });
child.on("error", (error) => fail(`cannot start ${bun}: ${error.message}`));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.stderr.write(`npm run ${name}: ended by ${signal}\n`);
  process.exit(1);
});
