import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { err, ok, type Result } from "../../kernel/base/result.ts";

/** No configuration is larger; a device or a log file by mistake is. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

export interface FileProblem {
  readonly missing: boolean;
  /** In the words of the operating system, such as `No such file or directory (os error 2)`. */
  readonly text: string;
}

/** How configuration files are read; tests give their own. */
export type ReadText = (path: string) => Result<string, FileProblem>;

const OS_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory (os error 2)",
  EACCES: "Permission denied (os error 13)",
  ENOTDIR: "Not a directory (os error 20)",
  EISDIR: "Is a directory (os error 21)",
};

/** Reads a text file of at most 16 MiB. */
export function readTextFile(path: string): Result<string, FileProblem> {
  try {
    if (isMissing(path)) return err({ missing: true, text: OS_ERRORS.ENOENT ?? "" });
    const bytes = readFileSync(path);
    if (bytes.length > MAX_FILE_BYTES) return err({ missing: false, text: "file is larger than 16 MiB" });
    return ok(bytes.toString("utf8"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return err({ missing: code === "ENOENT", text: OS_ERRORS[code] ?? String(error) });
  }
}

/** Most folders lack one of the files, and an exception costs a start more than the question: the first one 1 MB of the engine. */
function isMissing(path: string): boolean {
  const quiet = { throwIfNoEntry: false } as const;
  return statSync(path, quiet) === undefined && statSync(dirname(path), quiet)?.isDirectory() === true;
}
