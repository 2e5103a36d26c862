/** What a proxy at rest may load and take. Each row of docs/benchmarks.md's "At rest" that gets worse fails here first. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { processStats } from "../support/process-stats.ts";
import { RelayProcess } from "../support/relay-process.ts";

/** What the entries import, by way of others, before anybody asks for more: files, and builtin modules by their names. */
async function loadedBy(...entries: readonly string[]): Promise<{ files: string[]; builtins: string[] }> {
  const { metafile } = await Bun.build({
    entrypoints: [...entries],
    target: "bun",
    splitting: true,
    metafile: true,
  });
  const [files, builtins] = [new Set<string>(entries), new Set<string>()];
  for (const file of files) {
    for (const { path, kind, external } of metafile?.inputs[file]?.imports ?? []) {
      if (kind === "dynamic-import") continue;
      if (external || !path.includes("/")) builtins.add(path.replace(/^node:/, ""));
      else files.add(path);
    }
  }
  return { files: [...files], builtins: [...builtins].toSorted() };
}

/** Other modes and other commands; packages. Who needs one of them imports it lazily, in `src/app` or `src/cli`. */
const NOT_A_PROXYS =
  /node_modules\/|^src\/(?:lambda|pipeline\/process)\/|^src\/devui\/page|^src\/domain\/(?:normalize|scrub|sampling)\/|^src\/services\/(?:local-store|journal\/journal|self-report|global-config\/global-config\.|projects\/(?:project-cache|project-fetcher|static|snapshot))/;

describe("a proxy loads", () => {
  test("in its threads no builtin module but what every request needs", async () => {
    const { files, builtins } = await loadedBy("src/app/ingest.arbiter.ts");
    expect(builtins).toEqual(["buffer"]);
    expect(files.filter((file) => NOT_A_PROXYS.test(file) || file.startsWith("src/cli/"))).toEqual([]);
    expect(files.length).toBeLessThan(290);
  });

  test("in its main thread nothing of other modes", async () => {
    const { files, builtins } = await loadedBy("src/main.ts", "src/app/relay.ts", "src/app/run-relay.ts");
    expect(builtins).toEqual(["buffer", "fs", "os", "path"]);
    expect(files.filter((file) => NOT_A_PROXYS.test(file))).toEqual([]);
  });
});

const SETTLE_MS = 2_500;
/** Measured: 1.6. */
const MOST_TIMES_EMPTY = 1.75;

test.skipIf(process.platform !== "linux")(
  "at rest a proxy in two threads takes little more than an empty server",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-idle-"));
    const file = join(folder, "empty");
    const built = await Bun.build({
      entrypoints: [join(import.meta.dir, "empty-server.ts")],
      target: "bun",
      bytecode: true,
      minify: true,
      compile: { outfile: file },
    });
    expect(built.success).toBe(true);
    // Ended with the test, also when that fails.
    await using empty = Bun.spawn([file, String(freePort())], { stdin: "ignore", stdout: "pipe" });
    await empty.stdout.getReader().read();
    await using relay = await RelayProcess.start({
      kind: "dist",
      upstream: "http://127.0.0.1:9/",
      config: { relay: { arbiters: 2 } },
    });
    await Bun.sleep(SETTLE_MS);
    const ratio = relay.stats().rssBytes / processStats(empty.pid).rssBytes;
    rmSync(folder, { recursive: true });
    expect(ratio).toBeLessThan(MOST_TIMES_EMPTY);
    expect(ratio).toBeGreaterThan(1); // else the wrong processes were compared
  },
  30_000,
);
