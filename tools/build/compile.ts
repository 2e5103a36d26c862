import { readFileSync } from "node:fs";
import { trackedFiles } from "../lib/tracked-files.ts";
import { blankComments } from "../tidy/source-text.ts";
import { NOTICES_FILE } from "./notices.ts";
import type { Target } from "./runtime.ts";

export interface CompileOptions {
  readonly target: Target;
  /** Where the executable goes. */
  readonly file: string;
  /** The Bun executable it is built on; `undefined` takes the one that runs now. */
  readonly runtime: string | undefined;
  readonly plugins?: readonly Bun.BunPlugin[];
}

const ENTRY = /new URL\(\s*"(\.{1,2}\/[^"]+\.ts)"\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Builds one self-contained executable: the program, its threads' entries, the page and the notices.
 * @returns what went wrong, or `undefined`.
 */
export async function compileExecutable(options: CompileOptions): Promise<string | undefined> {
  const { target, file, runtime, plugins = [] } = options;
  const result = await Bun.build({
    entrypoints: ["src/main.ts", ...threadEntries()],
    target: "bun",
    format: "esm",
    // What is imported lazily stays a chunk of its own: else the builtins it imports are loaded at every start.
    splitting: true,
    naming: { entry: "[name].[ext]", chunk: "[name]-[hash].[ext]" },
    bytecode: true,
    // Names of classes and functions stay: they are read in logs, stack traces and the topology.
    minify: { whitespace: true, syntax: true, identifiers: true, keepNames: true },
    plugins: [flatThreadEntries, ...plugins],
    throw: false,
    compile: {
      target: `bun-${target}`,
      outfile: file,
      assets: [NOTICES_FILE],
      // What lies in the working directory of an operator is not our configuration.
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(runtime === undefined ? {} : { executablePath: runtime }),
    },
  });
  return result.success ? undefined : result.logs.map(String).join("\n");
}

/**
 * Chunks and entries lie in one folder of the executable, whatever folder their sources are in: a thread's entry is
 * named by its file alone.
 */
const flatThreadEntries: Bun.BunPlugin = {
  name: "flat-thread-entries",
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const text = await Bun.file(path).text();
      return { loader: "ts", contents: flattened(text) };
    });
  },
};

/** The text with `new URL("../a/b.ts", import.meta.url)` as `new URL("./b.ts", import.meta.url)`. */
export function flattened(text: string): string {
  return text.replace(ENTRY, (found, path: string) => found.replace(path, `./${path.split("/").at(-1)}`));
}

/** A compiled program finds a thread's entry only if it was built as an entry point. They are read off the sources. */
function threadEntries(): string[] {
  const sources = trackedFiles().filter((file) => /^src\/.*(?<!\.test)\.ts$/.test(file));
  const entries = sources.flatMap((file) => entriesIn(file, readFileSync(file, "utf8")));
  const unique = [...new Set(entries)].toSorted();
  const names = unique.map((entry) => entry.split("/").at(-1));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Error(`two entries of threads are called ${twice}; in the executable they lie in one folder`);
  return unique;
}

/** Entries named in `text`, as paths from the root of the repository. */
export function entriesIn(file: string, text: string): string[] {
  const base = `file:///${file}`;
  return [...blankComments(text).matchAll(ENTRY)].map(([, path = ""]) =>
    new URL(path, base).pathname.slice(1),
  );
}
