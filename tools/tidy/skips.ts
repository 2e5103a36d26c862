import { type Finding, findAll, type Repo } from "./repo.ts";

const SKIP =
  /\b(?:test|describe)(?:\.\w+)*\.(?:skip|only|todo|if|todoIf|failing)\b|\.skipIf\((?!\s*missing\()/g;

/** A test is skipped only for what the machine lacks, so that the reason is known and documented. */
export function namedSkips(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) =>
      findAll(
        file,
        repo.names(file),
        SKIP,
        ([what]) => `${what}: skip only with skipIf(missing("…")) of test/support/needs.ts`,
      ),
    );
}
