import { existsSync } from "node:fs";
import { run } from "../lib/run.ts";

/** What some tests need beside npm packages, with the Debian/Ubuntu package that brings it. */
const WANTED: ReadonlyArray<{
  readonly package: string;
  readonly isThere: () => boolean | Promise<boolean>;
}> = [
  { package: "chromium", isThere: () => has("chromium") || has("chromium-browser") || has("google-chrome") },
  { package: "redis-server", isThere: () => has("redis-server") || has("valkey-server") },
  { package: "default-jre-headless", isThere: () => has("java") },
  { package: "maven", isThere: () => has("mvn") },
  { package: "python3-venv", isThere: hasVenv },
  { package: "iproute2", isThere: () => has("ip") },
  { package: "util-linux", isThere: () => has("unshare") },
  { package: "unzip", isThere: () => has("unzip") },
  {
    package: "libc6-arm64-cross",
    isThere: () => process.arch === "arm64" || existsSync("/usr/aarch64-linux-gnu/lib"),
  },
  { package: "qemu-user-static", isThere: () => has("qemu-aarch64-static") || process.arch === "arm64" },
];
const APT_LIMIT_MS = 10 * 60_000;

/**
 * Installs what is missing where that is possible (root, apt), and otherwise says what to install. Never fails: tests
 * that need a missing part are skipped, and the summary says so.
 */
export async function ensureSystemPackages(logFolder: string): Promise<void> {
  const there = await Promise.all(WANTED.map((wanted) => wanted.isThere()));
  const missing = WANTED.filter((_, index) => !there[index]).map((wanted) => wanted.package);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !has("apt-get") || process.env.BATON_TEST_NO_APT === "1") {
    const how = has("apt-get") ? `sudo apt-get install ${missing.join(" ")}` : missing.join(" ");
    console.log(`Some tests will be skipped. To run them too, install: ${how}`);
    return;
  }
  console.log(`Installing ${missing.join(", ")} …`);
  const logFile = `${logFolder}/apt.log`;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run(["apt-get", "update"], { timeoutMs: APT_LIMIT_MS, env, logFile: `${logFolder}/apt-update.log` });
  const install = ["apt-get", "install", "-y", "--no-install-recommends"];
  const all = await run([...install, ...missing], { timeoutMs: APT_LIMIT_MS, env, logFile });
  if (all.code === 0) return;
  for (const name of missing) {
    const one = await run([...install, name], {
      timeoutMs: APT_LIMIT_MS,
      env,
      logFile: `${logFile}.${name}`,
    });
    if (one.code !== 0) console.log(`apt could not install ${name}: tests that need it will be skipped`);
  }
}

function has(command: string): boolean {
  return Bun.which(command) !== null;
}

/** Debian splits `ensurepip` off Python; without it `python3 -m venv` makes an environment without pip. */
async function hasVenv(): Promise<boolean> {
  if (!has("python3")) return false;
  return (await run(["python3", "-c", "import venv, ensurepip"], { timeoutMs: 20_000 })).code === 0;
}
