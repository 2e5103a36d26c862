import { type Finding, findAll, type Repo } from "./repo.ts";

const TEXT =
  /\.(ts|tsx|mjs|js|json|md|yml|yaml|css|html|sh|txt|toml|envelope)$|(^|\/)(Dockerfile|run|LICENSE|NOTICE)$/;

/** Pieces, so that this file does not contain what it forbids. */
const REGISTRY_HOSTS = [
  ["registry", "npmjs"],
  ["npmjs", "org"],
  ["registry", "yarnpkg"],
  ["pypi", "org"],
  ["files", "pythonhosted"],
  ["repo1", "maven"],
  ["repo", "maven"],
  ["proxy", "golang"],
  ["index", "crates"],
].map((pieces) => pieces.join("\\."));
const REGISTRY = new RegExp(REGISTRY_HOSTS.join("|"), "gi");

const MACHINE_PATH = new RegExp(`(?<![\\w.$}/-])/(?:${["work", "root"].join("|")})/[\\w.]+`, "g");
const TEMPORARY_PATH = /(?<![\w.$}/-])\/tmp\/[\w.]+/g;
const WORKPLACE = new RegExp(
  [`\\b${"BRIEF"}\\.md\\b`, `\\bwork${"tree"}s?\\b`, `\\bthe ${"lead"}\\b`].join("|"),
  "gi",
);

export function registryHosts(repo: Repo): Finding[] {
  return scan(
    repo,
    REGISTRY,
    () => "name packages, not hosts: the machine's own configuration says where they come from",
  );
}

export function machinePaths(repo: Repo): Finding[] {
  const findings = scan(repo, MACHINE_PATH, ([path]) => `${path} exists on one machine only`);
  // In AWS Lambda, /tmp is the one place that can be written to: a fact of the platform, not of a machine.
  const temporary = scan(
    repo,
    TEMPORARY_PATH,
    ([path]) => `${path}: use os.tmpdir() or a path relative to the file`,
  );
  return [...findings, ...temporary.filter(({ file }) => !/lambda|fixtures|aws|CHANGELOG/i.test(file))];
}

export function workplaces(repo: Repo): Finding[] {
  return scan(repo, WORKPLACE, ([word]) => `"${word}": the repository speaks of the program alone`);
}

function scan(repo: Repo, pattern: RegExp, message: (match: RegExpMatchArray) => string): Finding[] {
  return repo.files
    .filter((file) => TEXT.test(file))
    .flatMap((file) => findAll(file, repo.text(file), pattern, message));
}

const UNFINISHED = new RegExp(`\\b(?:TO${"DO"}|FIX${"ME"})\\b`, "g");

export function unfinished(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.startsWith("src/") && file.endsWith(".ts"))
    .flatMap((file) =>
      findAll(file, repo.text(file), UNFINISHED, ([word]) => `${word}: finish it, or file an issue`),
    );
}

const MAX_LINES = 300;
const MAX_TEST_LINES = 500;

/** Tables may be long. Anything else here needs a reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};

export function fileLength(repo: Repo): Finding[] {
  return repo.files.filter(isCode).flatMap((file) => {
    const lines = repo.text(file).split("\n").length - 1;
    const limit = file.endsWith(".test.ts") ? MAX_TEST_LINES : MAX_LINES;
    if (file in LONG_FILES)
      return lines > limit ? [] : [{ file, line: 0, message: "is short now: unlist it" }];
    if (lines <= limit) return [];
    const message = `${lines} lines, at most ${limit}: look for the seam (a pure table may be listed in ${import.meta.file})`;
    return [{ file, line: 0, message }];
  });
}

function isCode(file: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(file) && !/\.gen\.ts$/.test(file) && !file.startsWith("test/fixtures/");
}
