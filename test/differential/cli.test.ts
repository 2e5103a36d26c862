/** The command line beside the reference: the same words, the same output and exit codes. */
import { describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import { type CliCase, PUBLIC, SECRET, STORED } from "./cli/case.ts";
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
import { type Conversation, converse } from "./cli/terminal.ts";

type Tidy = (result: CaseResult) => CaseResult;

function sideBySide(title: string, cases: readonly CliCase[], tidy: Tidy): void {
  describe.skipIf(missing("reference"))(`${title} beside the reference`, () => {
    for (const { name, steps, files } of cases) {
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

const DOWN = "\u001b[B";
const ENTER = "\r";
const START = "Do you want to create a new config?";

/** Questions come in the same order and wording, and lead to the same files. */
const CONVERSATIONS: Readonly<Record<string, Conversation>> = {
  "init with defaults": { words: ["config", "init"], exchanges: [{ question: START, keys: ENTER }] },
  "init aborted": { words: ["config", "init"], exchanges: [{ question: START, keys: DOWN + DOWN + ENTER }] },
  "init of a proxy": {
    words: ["config", "init"],
    exchanges: [
      { question: START, keys: DOWN + ENTER },
      { question: "How should this relay operate?", keys: DOWN + ENTER },
      { question: "upstream", keys: `http://x.example:9/${ENTER}` },
      { question: "listen interface", keys: `127.0.0.1${ENTER}` },
      { question: "listen port", keys: `4000${ENTER}` },
    ],
  },
  "init with wrong answers": {
    words: ["config", "init"],
    exchanges: [
      { question: START, keys: DOWN + ENTER },
      { question: "How should this relay operate?", keys: ENTER },
      { question: "upstream", keys: ENTER },
      { question: "listen interface", keys: `nowhere${ENTER}` },
      {
        question: "invalid input: invalid IP address syntax",
        keys: { ours: `\u0015::1${ENTER}`, reference: `::1${ENTER}` },
      },
      { question: "listen port", keys: ENTER },
    ],
  },
  "credentials removed": {
    words: ["credentials", "remove"],
    exchanges: [{ question: "Remove stored credentials?", keys: "y" }],
    files: { ".relay/config.yml": "", ".relay/credentials.json": STORED },
  },
  "credentials kept": {
    words: ["credentials", "remove"],
    exchanges: [{ question: "Remove stored credentials?", keys: "n" }],
    files: { ".relay/config.yml": "", ".relay/credentials.json": STORED },
  },
  "credentials set": {
    words: ["credentials", "set"],
    exchanges: [
      { question: "secret key", keys: SECRET + ENTER },
      { question: "public key", keys: PUBLIC + ENTER },
      { question: "do you want to generate a random relay id", keys: "y" },
    ],
    files: { ".relay/config.yml": "" },
  },
};

describe.skipIf(missing("reference"))("conversations beside the reference", () => {
  for (const [name, conversation] of Object.entries(CONVERSATIONS)) {
    test(name, async () => {
      const [ours, theirs] = [
        await converse("ours", conversation),
        await converse("reference", conversation),
      ];
      expect(ours).toEqual(theirs);
    }, 30_000);
  }
});
