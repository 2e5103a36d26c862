/**
 * `npm run build`: dist/baton, one executable for this machine, and the notices of what it contains.
 * `-- --all`: dist/baton-linux-x64 and dist/baton-linux-arm64.
 */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { compileExecutable } from "./build/compile.ts";
import { NOTICES_FILE, thirdPartyNotices } from "./build/notices.ts";
import { hostTarget, runtimeFor, type Target } from "./build/runtime.ts";
import { tryExecutable } from "./build/try-executable.ts";
import { run } from "./lib/run.ts";

const EXTRA_BUILDS: Readonly<Record<string, string>> = { "--lambda": "tools/build-lambda.ts" };

const flags = process.argv.slice(2);
const unknown = flags.filter((flag) => flag !== "--all" && !(flag in EXTRA_BUILDS));
if (unknown.length > 0)
  fail(`unknown: ${unknown.join(" ")}. Flags: --all ${Object.keys(EXTRA_BUILDS).join(" ")}`);

mkdirSync("dist", { recursive: true });
writeFileSync(NOTICES_FILE, thirdPartyNotices());

const builds: ReadonlyArray<readonly [Target, string]> = flags.includes("--all")
  ? [
      ["linux-x64", "dist/baton-linux-x64"],
      ["linux-arm64", "dist/baton-linux-arm64"],
    ]
  : [[hostTarget(), "dist/baton"]];

for (const [target, file] of builds) {
  const problem = await compileExecutable({ target, file, runtime: await runtimeFor(target) });
  if (problem !== undefined) fail(problem);
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  const trial = await tryExecutable(target, file);
  if (!trial.ok) fail(`${file} does not start: ${trial.text}`);
  console.log(`${file}  ${megabytes} MB  ${trial.text}`);
}
for (const flag of flags.filter((each) => each in EXTRA_BUILDS)) await runScript(EXTRA_BUILDS[flag] ?? "");

async function runScript(script: string): Promise<void> {
  if (!existsSync(script)) return;
  const result = await run([process.execPath, script], { timeoutMs: 300_000 });
  if (result.code !== 0) fail(`${result.output}\n${script} failed`);
  process.stdout.write(result.output);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
