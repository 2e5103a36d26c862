import { ERROR_CODES } from "../lib/error-codes.ts";
import { type Finding, findAll, type Repo } from "./repo.ts";

const NAMED = /["'`](BATON_[A-Z]+_[A-Z_]*[A-Z])["'`]/g;
const CARRIED = /\bcode:\s*["'`](BATON_[A-Z_]*[A-Z])["'`]/g;

/** The table of error codes and the sources agree. Environment variables share the prefix, not the areas. */
export function errorCodes(repo: Repo, known: Readonly<Record<string, unknown>> = ERROR_CODES): Finding[] {
  const areas = new Set(Object.keys(known).map(areaOf));
  const sources = repo.files.filter((file) => /^src\/.*(?<!\.test)\.ts$/.test(file));
  const unlisted = sources.flatMap((file) => {
    const text = repo.text(file);
    const find = (pattern: RegExp, isCode: (code: string) => boolean) =>
      findAll(file, text, pattern, ([, code = ""]) =>
        isCode(code) && !Object.hasOwn(known, code)
          ? `${code} is not in tools/lib/error-codes.ts: add its line`
          : "",
      );
    return [
      ...find(NAMED, (code) => areas.has(areaOf(code))),
      ...find(CARRIED, (code) => !areas.has(areaOf(code))),
    ];
  });
  const all = sources.map((file) => repo.text(file)).join("\n");
  const unused = Object.keys(known).filter((code) => !all.includes(code) && !isRetired(known[code]));
  const message = "is used nowhere: mark it with retiredIn, its meaning is not given away";
  return [
    ...unlisted.filter((finding) => finding.message !== ""),
    ...unused.map((code) => ({ file: "tools/lib/error-codes.ts", line: 0, message: `${code} ${message}` })),
  ];
}

function areaOf(code: string): string {
  return code.split("_")[1] ?? "";
}

function isRetired(entry: unknown): boolean {
  return (entry as { retiredIn?: string }).retiredIn !== undefined;
}
