import { run } from "../lib/run.ts";
import type { PartResult } from "./run-part.ts";

const BUILD_LIMIT_MS = 5 * 60_000;

/**
 * Makes dist/baton, which many parts run. Returns nothing when it worked, otherwise a failed part: the tests that need
 * the executable would run an old one, or be skipped.
 */
export async function buildFirst(logFolder: string): Promise<PartResult | undefined> {
  const name = "npm-run-build";
  const logFile = `${logFolder}/${name}.log`;
  const { code, tookMs } = await run([process.execPath, "tools/build.ts"], {
    timeoutMs: BUILD_LIMIT_MS,
    logFile,
  });
  if (code === 0) return undefined;
  const failures = [`npm run build: exit code ${code}`];
  return { name, passed: 0, failed: 1, skipped: [], failures, tookMs, logFile };
}
