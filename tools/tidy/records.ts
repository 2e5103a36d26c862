import type { Finding, Repo } from "./repo.ts";

const FRAGMENT = /^changes\/\d{4}-[a-z0-9-]+\.(feature|change|fix|performance|security)\.md$/;

/** Changelog fragments are named so that the release finds them, and say something. */
export function changeFragments(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.startsWith("changes/") && file !== "changes/README.md")
    .flatMap((file) => {
      if (!FRAGMENT.test(file))
        return [{ file, line: 0, message: "name it NNNN-what.KIND.md, see changes/README.md" }];
      return repo.text(file).trim() === "" ? [{ file, line: 0, message: "is empty" }] : [];
    });
}

const SDK_CASE = /^test\/fixtures\/sdk\/[^/]+@[^/]+\/(.+)\.envelope$/;

/** A fixture says where it came from: recorded ones per file, others per folder; crafted ones are ours. */
export function fixtureProvenance(repo: Repo): Finding[] {
  const fixtures = repo.files.filter((file) => file.startsWith("test/fixtures/"));
  const findings: Finding[] = [];
  for (const file of fixtures.filter((each) => each.startsWith("test/fixtures/sdk/"))) {
    if (file.endsWith(".json") && fixtures.includes(file.replace(/json$/, "envelope"))) continue;
    const problem = SDK_CASE.test(file)
      ? recordProblem(repo, file)
      : "belongs into sdk/NAME@VERSION/CASE.envelope";
    if (problem !== undefined) findings.push({ file, line: 0, message: problem });
  }
  const folders = new Set(fixtures.map((file) => file.split("/")[2] ?? ""));
  for (const folder of folders) {
    if (folder === "sdk" || folder === "crafted" || repo.has(`test/fixtures/${folder}/README.md`)) continue;
    const message =
      "has no README.md that says where its files come from (malformed input we invent goes to crafted/)";
    findings.push({ file: `test/fixtures/${folder}`, line: 0, message });
  }
  return findings;
}

function recordProblem(repo: Repo, file: string): string | undefined {
  const record = file.replace(/envelope$/, "json");
  if (!repo.has(record)) return `has no ${record} with the command that made it`;
  const { command } = JSON.parse(repo.text(record)) as { command?: unknown };
  return typeof command === "string" && command !== "" ? undefined : `${record} names no command`;
}
