import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { referenceBinary } from "../../support/needs.ts";

/** One call of the program, in the folder that its case shares. */
export interface Step {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of a step, with what differs by nature replaced. */
export interface StepResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CaseResult {
  readonly steps: readonly StepResult[];
  /** What lies in the folder at the end. */
  readonly files: Readonly<Record<string, string>>;
}

const OURS = [process.execPath, resolve(import.meta.dir, "../../../src/main.ts")];

export type Side = "ours" | "reference";

export function commandOf(side: Side): readonly string[] {
  return side === "ours" ? OURS : [referenceBinary];
}

/** Runs the steps one after the other in a fresh folder, `conf` below it being the config folder. */
export function runSteps(
  side: Side,
  steps: readonly Step[],
  files: Readonly<Record<string, string>>,
): CaseResult {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }

    const results = steps.map(({ words, env }) => {
      const run = Bun.spawnSync([...commandOf(side), ...words], {
        cwd: folder,
        stdin: "ignore",
        env: { PATH: process.env.PATH ?? "", HOME: folder, BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0", ...env },
        timeout: 20_000,
      });
      const text = (bytes: Uint8Array) => canonicalText(new TextDecoder().decode(bytes), folder);
      return { code: run.exitCode, stdout: text(run.stdout), stderr: text(run.stderr) };
    });
    return { steps: results, files: filesBelow(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folder, times, generated identities, the program's name and the parts that log lines name. */
function canonicalText(text: string, folder: string): string {
  return text
    .replaceAll(folder, "FOLDER")
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z +([A-Z]+) [a-z_:]+: /gm, "TIME $1: ")
    .replace(/^(\s+relay id: )(?!271758da)\S{36}$/gm, "$1ID")
    .replace(/^(\s+public key: )(?!RB9ysxcA)\S{43}$/gm, "$1KEY")
    .replace(/("(?:secret_key|public_key|id)": ?")[^"]+/g, "$1VALUE")
    .replace(/(Usage: |^error: '|`|")relay(?= |')/gm, "$1baton")
    .trimEnd();
}

function filesBelow(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    files.map((path) => [path.slice(folder.length + 1), generated(readFileSync(path, "utf8"))]),
  );
}

/** With the values of generated credentials replaced; the end of the file is kept as it is. */
function generated(text: string): string {
  return text.replace(/("(?:secret_key|public_key|id)": ")[^"]+/g, "$1VALUE");
}
