import type { Finding, Repo } from "./repo.ts";

/** Licences that may enter the executable: all of them ask for no more than a notice. */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

export interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}

/** Path below node_modules → entry, of every package that Baton uses at run time. */
export function runtimePackages(lockText: string): Array<readonly [path: string, entry: LockEntry]> {
  const { packages } = JSON.parse(lockText) as { packages: Readonly<Record<string, LockEntry>> };
  return Object.entries(packages).filter(
    ([path, entry]) => path.includes("node_modules/") && !entry.dev && !entry.link && !isTool(path),
  );
}

/** Optional or peer packages of these names are the compiler's or the runtime's own: they are not bundled. */
function isTool(path: string): boolean {
  return /node_modules\/(@oven\/bun-|typescript$|@typescript\/)/.test(path);
}

export function licences(repo: Repo): Finding[] {
  return runtimePackages(repo.text("package-lock.json")).flatMap(([path, entry]) => {
    const licence = entry.license ?? "none";
    const options = licence.replace(/[()]/g, "").split(" OR ");
    const isAllowed = options.some((option) => option.split(" AND ").every((each) => ALLOWED.has(each)));
    if (isAllowed) return [];
    const message = `${path} ${entry.version} is under ${licence}, which is not on the list: take another package`;
    return [{ file: "package-lock.json", line: 0, message }];
  });
}
