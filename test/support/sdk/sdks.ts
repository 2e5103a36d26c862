import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { interpreterOf, pythonWith } from "../python-venv.ts";
import { runPage } from "./run-page.ts";

/** A real SDK with an application of ours: what tests run and fixtures are recorded from. */
export interface Sdk {
  readonly name: string;
  readonly version: () => string;
  /** What a reader runs to get the same; the DSN is in `SENTRY_DSN`. */
  readonly command: string;
  /** Runs the application until it has sent everything. @throws Error with what it printed. */
  readonly run: (dsn: string) => Promise<void>;
}

const ROOT = resolve(import.meta.dir, "../../..");
const PYTHON_SDK_VERSION = "2.75.0";
/** The interpreter that has the SDK, once `ensureVenv` has made it. */
export const pythonOfVenv: string = interpreterOf("sentry-sdk", PYTHON_SDK_VERSION);

export const nodeSdk: Sdk = {
  name: "sentry.javascript.node",
  version: () => npmVersion("@sentry/node"),
  command: "node test/support/sdk-app.mjs",
  run: (dsn) => runApp(["node", join(ROOT, "test/support/sdk-app.mjs")], { SENTRY_DSN: dsn }),
};

export const browserSdk: Sdk = {
  name: "sentry.javascript.browser",
  version: () => npmVersion("@sentry/browser"),
  command: "test/support/sdk/page.mjs in Chromium, bundled by test/support/sdk/run-page.ts",
  run: (dsn) => runPage(dsn),
};

export const pythonSdk: Sdk = {
  name: "sentry.python",
  version: () => PYTHON_SDK_VERSION,
  command: `python test/support/sdk/python-app.py, with sentry-sdk==${PYTHON_SDK_VERSION}`,
  run: async (dsn) => {
    await ensureVenv();
    await runApp([pythonOfVenv, join(import.meta.dir, "python-app.py")], { SENTRY_DSN: dsn });
  },
};

/** Makes the virtual environment once; it stays in .cache/. */
export async function ensureVenv(): Promise<void> {
  await pythonWith("sentry-sdk", PYTHON_SDK_VERSION);
}

async function runApp(command: string[], env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const app = Bun.spawn(command, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const errors = await new Response(app.stderr).text();
  if ((await app.exited) !== 0) throw new Error(`${command.join(" ")}: ${errors}`);
}

function npmVersion(name: string): string {
  const manifest = readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
