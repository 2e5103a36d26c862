import { posix } from "node:path";
import { type Finding, lineAt, type Repo } from "./repo.ts";

/** One import or re-export of a source file. */
export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** The file meant by a relative specifier. */
  readonly target: string | undefined;
  /** Leaves nothing at run time. */
  readonly typeOnly: boolean;
  /** Runs while the program is bundled; only its result is part of it. */
  readonly macro: boolean;
}

const STATIC =
  /^[ \t]*(?:import|export)\b(?:([^;"'`]*?)\bfrom\s*)?\s*"([^"\n]+)"(?:\s*with\s*\{\s*type:\s*"(\w+)")?/gm;
const DYNAMIC = /\bimport\(\s*"([^"\n]+)"/g;

function importsOf(repo: Repo, file: string): Import[] {
  const code = repo.code(file);
  const make = (specifier: string, index: number, typeOnly: boolean, macro = false): Import => ({
    file,
    line: lineAt(code, index),
    specifier,
    target: specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined,
    typeOnly,
    macro,
  });
  return [
    ...[...code.matchAll(STATIC)].map((m) =>
      make(m[2] ?? "", m.index, isTypeOnly(m[1] ?? ""), m[3] === "macro"),
    ),
    ...[...code.matchAll(DYNAMIC)].map((m) => make(m[1] ?? "", m.index, false)),
  ];
}

function isTypeOnly(clause: string): boolean {
  const text = clause.trim();
  if (/^type\s/.test(text)) return true;
  const named = text.match(/^\{([\s\S]*)\}$/)?.[1];
  if (named === undefined) return false;
  const names = named.split(",").map((name) => name.trim());
  return names.filter(Boolean).every((name) => name.startsWith("type "));
}

/** style: `main → cli → app → lambda, devui → pipeline → services → config → domain → kernel`. */
const RANK: Readonly<Record<string, number>> = {
  "main.ts": 8,
  "main-lambda.ts": 8,
  "main-lambda-node.ts": 8,
  cli: 7,
  app: 6,
  lambda: 5,
  devui: 5,
  pipeline: 4,
  services: 3,
  config: 2,
  domain: 1,
  kernel: 0,
};

export function importDirection(repo: Repo): Finding[] {
  return sources(repo).flatMap((file) => {
    const from = areaOf(file);
    return importsOf(repo, file).flatMap(({ target, line, specifier, macro }) => {
      if (target === undefined || macro) return [];
      if (!target.startsWith("src/")) return leavesSource(file, line, specifier, target);
      const to = areaOf(target);
      if (from === to || rank(to) < rank(from)) return [];
      const advice = "declare the interface on the right, implement it on the left, wire it in app/";
      return [{ file, line, message: `${from} must not import ${to} (${specifier}): ${advice}` }];
    });
  });
}

export function knownAreas(repo: Repo): Finding[] {
  return sources(repo)
    .filter((file) => RANK[areaOf(file)] === undefined)
    .map((file) => ({
      file,
      line: 0,
      message: `src/${areaOf(file)} is none of ${Object.keys(RANK).join(", ")}: move it to where it belongs`,
    }));
}

export function internalFolders(repo: Repo): Finding[] {
  return repo.files.filter(isTypeScript).flatMap((file) =>
    importsOf(repo, file).flatMap(({ target, line, specifier }) => {
      const at = target?.lastIndexOf("/internal/") ?? -1;
      if (target === undefined || at === -1 || file.startsWith(`${target.slice(0, at)}/`)) return [];
      const message = `${specifier} is private to ${target.slice(0, at)}: use what lies at its top level`;
      return [{ file, line, message }];
    }),
  );
}

/** `parse` has no actor and no state: it is the vocabulary the other stages share. */
const SHARED_STAGES = new Set(["parse"]);

export function pipelineStages(repo: Repo): Finding[] {
  return sources(repo).flatMap((file) => {
    const from = stageOf(file);
    if (from === undefined) return [];
    return importsOf(repo, file).flatMap(({ target, line, specifier, typeOnly }) => {
      const to = stageOf(target ?? "");
      if (to === undefined || to === from || typeOnly || SHARED_STAGES.has(to)) return [];
      const advice = "use `import type` for its protocol and take its address from app/";
      return [
        {
          file,
          line,
          message: `stage ${from} must not import code of stage ${to} (${specifier}): ${advice}`,
        },
      ];
    });
  });
}

export function importExtensions(repo: Repo): Finding[] {
  return repo.files.filter(isTypeScript).flatMap((file) =>
    importsOf(repo, file)
      .filter(({ target }) => target !== undefined && posix.extname(target) === "")
      .map(({ line, specifier }) => ({ file, line, message: `write the extension: "${specifier}.ts"` })),
  );
}

function leavesSource(file: string, line: number, specifier: string, target: string): Finding[] {
  if (target === "package.json" || target.startsWith("dist/")) return [];
  if (target === "ui/bundle.ts") return []; // a macro: it runs at build time, only its result is in the program
  return [{ file, line, message: `src/ must not import ${specifier}, which is not part of the program` }];
}

function sources(repo: Repo): string[] {
  return repo.files.filter((file) => file.startsWith("src/") && isTypeScript(file));
}

function areaOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function rank(area: string): number {
  return RANK[area] ?? 0;
}

function stageOf(file: string): string | undefined {
  return file.match(/^src\/pipeline\/([^/]+)\/./)?.[1];
}

function isTypeScript(file: string): boolean {
  return file.endsWith(".ts");
}
