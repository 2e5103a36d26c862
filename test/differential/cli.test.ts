/** The command line beside the reference: the same words, the same output and exit codes. */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import type { CliCase } from "./cli/case.ts";
import {
  CREDENTIALS_CASES,
  HEALTH_CASES,
  HELP_CASES,
  START_CASES,
  USAGE_CASES,
} from "./cli/command-cases.ts";
import {
  BROKEN_CREDENTIALS_CASES,
  BROKEN_FILE_CASES,
  CONFIG_CASES,
  ERROR_CASES,
} from "./cli/config-cases.ts";
import { withoutOwnKeys } from "./cli/own-keys.ts";
import { type CaseResult, runSteps } from "./cli/program.ts";

type Tidy = (result: CaseResult) => CaseResult;

const offered = runSteps("ours", [{ words: ["--help"] }], {}).steps[0]?.stdout ?? "";

/** A verb is in the program once what it starts is. */
function isOffered({ steps }: CliCase): boolean {
  return offered.includes("\n  run ") || !steps.some(({ words }) => words.includes("run"));
}

function sideBySide(title: string, cases: readonly CliCase[], tidy: Tidy): void {
  describe.skipIf(missing("reference"))(`${title} beside the reference`, () => {
    for (const { name, steps, files } of cases.filter(isOffered)) {
      test(name, () => {
        const all = { "conf/config.yml": "", ...files };
        expect(tidy(runSteps("ours", steps, all))).toEqual(tidy(runSteps("reference", steps, all)));
      });
    }
  });
}

const asIs: Tidy = (result) => result;

/** From `Usage:` to the last option: what the program is about is told in words of our own. */
const optionsOfHelp: Tidy = ({ steps, files }) => ({
  steps: steps.map((step) => ({
    ...step,
    stdout: /^Usage:[\s\S]*Print version/m.exec(step.stdout)?.[0] ?? "",
  })),
  files,
});

/** Without our keys; `sentry.dsn` is null by default here, and unknown keys are warned of. */
const referenceKeys: Tidy = ({ steps, files }) => ({
  steps: steps.map((step) => ({
    ...step,
    stdout: withoutOwnKeys(step.stdout).replace(/^ {2}dsn: https:\/\/0cc4a3.*$/m, "  dsn: null"),
  })),
  files,
});

/** The first line of an error, which names the file. */
const firstLines: Tidy = ({ steps, files }) => ({
  steps: steps.map((step) => ({ ...step, stderr: step.stderr.split("\n")[0] ?? "" })),
  files,
});

sideBySide("usage errors", USAGE_CASES, asIs);
sideBySide("options in help", HELP_CASES, optionsOfHelp);
sideBySide("config show", CONFIG_CASES, referenceKeys);
sideBySide("bad values", ERROR_CASES, asIs);
sideBySide("broken files", BROKEN_FILE_CASES, firstLines);
sideBySide("broken credentials", BROKEN_CREDENTIALS_CASES, firstLines);
sideBySide("credentials", CREDENTIALS_CASES, asIs);
/** What a failed connection is called differs by runtime. */
const withoutSources: Tidy = ({ steps, files }) => ({
  steps: steps.map((step) => ({ ...step, stderr: step.stderr.replace(/ error\.sources=\[.*\]$/gm, "") })),
  files,
});

sideBySide("start", START_CASES, asIs);
sideBySide("healthcheck", HEALTH_CASES, withoutSources);
