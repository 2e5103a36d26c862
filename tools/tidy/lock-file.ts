import type { Finding, Repo } from "./repo.ts";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * npm drops packages of other platforms from the lock file when it installs over an existing node_modules; `npm ci` then
 * fails on a fresh clone.
 */
export function completeLockFile(repo: Repo): Finding[] {
  const file = "package-lock.json";
  const { packages } = JSON.parse(repo.text(file)) as { packages: Readonly<Record<string, LockedPackage>> };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(packages, path, name)),
  );
  if (missing.length === 0) return [];
  const remedy = "run npm install --package-lock-only where there is no node_modules";
  return [{ file, line: 0, message: `misses ${[...new Set(missing)].join(", ")}: ${remedy}` }];
}

/** Packages are looked up from the folder of the one that needs them, upwards. */
function isLocked(packages: Readonly<Record<string, unknown>>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (Object.hasOwn(packages, `${folder === "" ? "" : `${folder}/`}node_modules/${name}`)) return true;
    if (folder === "") return false;
  }
}
