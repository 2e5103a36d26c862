/** The house rules, as far as a machine can check them. A rule that matters becomes a check here. */
import { expect, test } from "bun:test";
import { synchronousHandlers } from "../tools/tidy/actors.ts";
import { goneFromTree, missingActors, missingFolders } from "../tools/tidy/architecture.ts";
import { bannedNames, fileNames, testVocabulary } from "../tools/tidy/banned.ts";
import { errorCodes } from "../tools/tidy/error-codes.ts";
import { staleFiles } from "../tools/tidy/generated.ts";
import { fileLength, machinePaths, registryHosts, unfinished, workplaces } from "../tools/tidy/hygiene.ts";
import {
  importDirection,
  importExtensions,
  internalFolders,
  knownAreas,
  pipelineStages,
} from "../tools/tidy/imports.ts";
import { licences } from "../tools/tidy/licences.ts";
import { deadLinks } from "../tools/tidy/links.ts";
import { completeLockFile } from "../tools/tidy/lock-file.ts";
import { changeFragments, fixtureProvenance } from "../tools/tidy/records.ts";
import { openRepo, type Rule } from "../tools/tidy/repo.ts";
import { namedSkips } from "../tools/tidy/skips.ts";

const repo = openRepo();

const RULES: Readonly<Record<string, Rule>> = {
  "src/ has the areas of the import direction": knownAreas,
  "imports point to the right": importDirection,
  "pipeline stages meet through addresses": pipelineStages,
  "internal/ is private": internalFolders,
  "imports carry their extension": importExtensions,
  "names stay in their place": bannedNames,
  "files have good names": fileNames,
  "tests use describe, test and expect": testVocabulary,
  "a skipped test says what it lacks": namedSkips,
  "nothing is left unfinished": unfinished,
  "files stay short": fileLength,
  "no registry is named": registryHosts,
  "no path of a machine": machinePaths,
  "nothing about workplaces": workplaces,
  "what ARCHITECTURE.md names is there": goneFromTree,
  "folders of src stand in ARCHITECTURE.md": missingFolders,
  "handlers are synchronous": synchronousHandlers,
  "actors stand in ARCHITECTURE.md": missingActors,
  "links between documents work": deadLinks,
  "changelog fragments are named right": changeFragments,
  "fixtures say where they come from": fixtureProvenance,
  "generated files are fresh": staleFiles,
  "error codes are documented": (repo) => errorCodes(repo),
  "licences are on the list": licences,
  "the lock file is complete": completeLockFile,
};

for (const [name, rule] of Object.entries(RULES)) {
  test(name, async () => {
    const findings = await rule(repo);
    const lines = findings.map(
      ({ file, line, message }) => `${file}${line > 0 ? `:${line}` : ""}: ${message}`,
    );
    expect(lines).toEqual([]);
  });
}
