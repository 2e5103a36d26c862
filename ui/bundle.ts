import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Bundles the page: file name → text. Called as a macro by `src/devui/assets.ts`, hence while that file is loaded or
 * compiled: run from sources the page is built on its first request (some 100 ms), and an executable has it inside.
 * A macro may not call the bundler it runs in, so a second one is started.
 */
export function bundlePage(): Record<string, string> {
  const out = mkdtempSync(join(tmpdir(), "baton-ui-"));
  try {
    const args = ["build", join(import.meta.dir, "index.html"), "--outdir", out, "--minify", "--splitting"];
    const flags = ["--target=browser", "--production", "--public-path=/assets/"];
    const built = Bun.spawnSync([process.execPath, ...args, ...flags], { cwd: import.meta.dir });
    if (!built.success) throw new Error(`the page does not build:\n${built.stderr.toString()}`);
    return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
