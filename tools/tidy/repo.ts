import { readFileSync } from "node:fs";
import { trackedFiles } from "../lib/tracked-files.ts";
import { blankComments, blankStrings } from "./source-text.ts";

/** One thing that is not as it should be, and what to do. */
export interface Finding {
  readonly file: string;
  /** 1-based; 0 when it concerns the whole file. */
  readonly line: number;
  readonly message: string;
}

/** A rule of the house. It sees the repository and returns what breaks it. */
export type Rule = (repo: Repo) => readonly Finding[] | Promise<readonly Finding[]>;

/** The files of the working tree, each read at most once. */
export interface Repo {
  readonly files: readonly string[];
  has(file: string): boolean;
  text(file: string): string;
  /** The text with comments blanked: same length, same lines. */
  code(file: string): string;
  /** The text with comments and the contents of strings blanked: what is left are names and punctuation. */
  names(file: string): string;
}

function repoOf(files: readonly string[], read: (file: string) => string): Repo {
  const known = new Set(files);
  const text = memo(read);
  const code = memo((file) => blankComments(text(file)));
  const names = memo((file) => blankStrings(code(file)));
  return { files, has: (file) => known.has(file), text, code, names };
}

/** The repository in the working directory. */
export function openRepo(): Repo {
  return repoOf(trackedFiles(), (file) => readFileSync(file, "utf8"));
}

/** A repository that exists only in a test. */
export function fakeRepo(contents: Readonly<Record<string, string>>): Repo {
  return repoOf(Object.keys(contents), (file) => contents[file] ?? "");
}

/** One finding for each match of `pattern` in `text`. */
export function findAll(
  file: string,
  text: string,
  pattern: RegExp,
  message: (match: RegExpMatchArray) => string,
): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    line: lineAt(text, match.index),
    message: message(match),
  }));
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function memo(compute: (file: string) => string): (file: string) => string {
  const known = new Map<string, string>();
  return (file) => {
    const cached = known.get(file);
    if (cached !== undefined) return cached;
    const value = compute(file);
    known.set(file, value);
    return value;
  };
}
