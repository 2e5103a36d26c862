import { type Finding, findAll, type Repo } from "./repo.ts";

const ALWAYS = /\b(?:test|describe)(?:\.\w+)*\.(?:only|todo|failing)\b/g;
const WITHOUT_REASON = /\b(?:test|describe)(?:\.\w+)*\.skip\((?!\s*`[^`]*\$\{)|\.skipIf\(\s*true\b/g;

/** A test is skipped for a reason that it states, above all for what the machine lacks. */
export function namedSkips(repo: Repo): Finding[] {
  const advice =
    'use skipIf(missing("…")) of test/support/needs.ts, or a template that puts the reason into the name';
  return repo.files
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => [
      ...findAll(file, repo.names(file), ALWAYS, ([what]) => `${what}: a test runs, or it does not exist`),
      ...findAll(file, repo.names(file), WITHOUT_REASON, ([what]) => `${what}: ${advice}`),
    ]);
}
