import { existsSync } from "node:fs";

/**
 * Every file of the working tree that belongs to the repository: tracked, or new and not ignored. Without git (an
 * unpacked archive) every file outside of node_modules, dist and dot folders.
 */
export function trackedFiles(): string[] {
  const files = Bun.which("git") === null ? undefined : askGit();
  if (files !== undefined) return [...new Set(files)].filter((file) => existsSync(file)).toSorted();
  const skip = /(^|\/)(node_modules|dist|\.[^/]+)\//;
  return [...new Bun.Glob("**/*").scanSync({ dot: false })]
    .filter((file) => !skip.test(`${file}/`))
    .toSorted();
}

function askGit(): string[] | undefined {
  const git = Bun.spawnSync(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  if (!git.success) return undefined;
  const files = git.stdout.toString().split("\0");
  return files.filter((file) => file !== "");
}
