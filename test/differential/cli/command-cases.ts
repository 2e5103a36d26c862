import { type CliCase, ID, inEnv, lines, PUBLIC, SECRET, STORED } from "./case.ts";

export const USAGE_CASES: readonly CliCase[] = [
  lines("unknown option", "run --foo", "run -x", "config show -x", "config show --conf q"),
  lines("unknown option, meant another", "run --prot 5", "run --stdot", "credentials generate --overwrit"),
  lines("unknown command", "config foo", "credentials foo", "credentials genrate"),
  lines("too many words", "run extra", "config show x", "config show -- x"),
  lines("value missing", "run --port", "config show --format", "-c", "config show --config"),
  lines(
    "value not possible",
    "run --mode foo",
    "run --mode=PROXY",
    "config show -f foo",
    "--log-level off run",
  ),
  lines("twice", "run -P 1 -P 2", "config show -c q -c q", "credentials generate --overwrite --overwrite"),
  lines("switch with a value", "credentials generate --stdout=1"),
  lines("excluding each other", "run -u a --upstream-dsn b", "run --processing --no-processing"),
  lines("needing each other", "credentials set -s a", "credentials set -p a"),
  lines("healthcheck values", "healthcheck --mode foo", "healthcheck --timeout x", "healthcheck --addr x"),
  lines("command missing", "credentials"),
];

/** Of help, what stands between `Usage:` and the last option is compared. */
export const HELP_CASES: readonly CliCase[] = [
  "run",
  "config show",
  "config init",
  "credentials generate",
  "credentials set",
  "credentials remove",
  "credentials show",
  "healthcheck",
  "generate-completions",
].map((call) => lines(`help of ${call}`, `${call} --help`, `${call} -h`));

export const CREDENTIALS_CASES: readonly CliCase[] = [
  lines(
    "none stored",
    "-c conf credentials show",
    "-c conf credentials remove",
    "-c conf credentials remove --yes",
  ),
  lines(
    "generate",
    "-c conf credentials generate",
    "-c conf credentials show",
    "-c conf credentials generate",
    "-c conf credentials generate --overwrite",
    "-c conf credentials generate --stdout",
    "-c conf credentials remove --yes",
  ),
  lines("generate to stdout", "-c conf credentials generate --stdout"),
  lines("generate without a folder", "credentials generate", "credentials show"),
  lines(
    "set",
    `-c conf credentials set -s ${SECRET} -p ${PUBLIC} -i ${ID}`,
    `-c conf credentials set -s ${SECRET} -p ${PUBLIC} -i ${ID}`,
    "-c conf credentials set -i random",
    "-c conf credentials show",
  ),
  lines(
    "set what is none",
    "-c conf credentials set -i zz",
    `-c conf credentials set -s zz -p ${PUBLIC}`,
    `-c conf credentials set -s ${SECRET} -p zz`,
  ),
  lines("set with nobody to ask", "-c conf credentials set", `-c conf credentials set -i ${ID}`),
  {
    ...lines("set nothing", "-c conf credentials set --mode proxy"),
    files: { "conf/credentials.json": STORED },
  },
  {
    ...lines("remove with nobody to ask", "-c conf credentials remove"),
    files: { "conf/credentials.json": STORED },
  },
  {
    ...inEnv(
      "all three from the environment",
      { RELAY_ID: ID, RELAY_PUBLIC_KEY: PUBLIC, RELAY_SECRET_KEY: SECRET },
      "-c conf credentials show",
    ),
  },
  {
    ...inEnv(
      "an id on top of the stored ones",
      { RELAY_ID: "00000000-0000-0000-0000-000000000001" },
      "-c conf credentials show",
    ),
    files: { "conf/credentials.json": STORED },
  },
];

const MANAGED = { "conf/config.yml": "relay: {mode: managed}" };

export const START_CASES: readonly CliCase[] = [
  lines("init with nobody to ask", "config init", "-c other config init"),
  lines("init of what is there", "-c conf config init", "-c conf config init"),
  { ...lines("run without credentials", "-c conf run", "run"), files: MANAGED },
  { ...lines("run with processing in proxy mode", "-c conf run --mode proxy --processing"), files: MANAGED },
  lines(
    "run with wrong flags",
    "run -P x",
    "-c conf run -P 70000",
    "run -u http://a/b",
    "run --upstream-dsn foo",
  ),
];

export const HEALTH_CASES: readonly CliCase[] = [
  lines(
    "healthcheck of nobody",
    "-c conf healthcheck --addr 127.0.0.1:1",
    "-c conf healthcheck --addr 127.0.0.1:1 --mode ready",
  ),
];
