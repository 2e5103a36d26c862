import { startProblem } from "../../config/checks.ts";
import type { LoadedConfig } from "../../config/load/load.ts";
import type { Overrides } from "../../config/load/overrides.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { type Command, command, type FlagTable, type FlagValues } from "../arguments/command.ts";
import { type Cli, CommandError } from "../cli.ts";
import type { Ports } from "../host.ts";
import { IDENTITY_FLAGS } from "./identity-flags.ts";

const FLAGS = {
  ...IDENTITY_FLAGS,
  upstream: {
    kind: "value",
    long: "upstream",
    short: "u",
    valueName: "url",
    doc: "The upstream server URL.",
    conflicts: "upstream-dsn",
  },
  upstreamDsn: {
    kind: "value",
    long: "upstream-dsn",
    valueName: "dsn",
    doc: "Alternate upstream provided through a Sentry DSN, compatible with the SENTRY_DSN environment variable. Key and project of the DSN will be ignored.",
    conflicts: "upstream",
  },
  host: { kind: "value", long: "host", short: "H", valueName: "HOST", doc: "The host dns name." },
  port: { kind: "value", long: "port", short: "P", valueName: "PORT", doc: "The server port." },
  processing: { kind: "switch", long: "processing", doc: "Enable processing.", conflicts: "no-processing" },
  noProcessing: {
    kind: "switch",
    long: "no-processing",
    doc: "Disable processing.",
    conflicts: "processing",
  },
  kafkaBrokerUrl: { kind: "value", long: "kafka-broker-url", valueName: "url", doc: "Kafka broker URL." },
  redisUrl: { kind: "value", long: "redis-url", valueName: "url", doc: "Redis server URL." },
  sourceId: {
    kind: "value",
    long: "source-id",
    doc: "Names the current relay in the outcome source.",
    env: "RELAY_SOURCE_ID",
  },
  shutdownTimeout: {
    kind: "value",
    long: "shutdown-timeout",
    valueName: "seconds",
    doc: "Maximum number of seconds to wait for pending envelopes on shutdown.",
  },
  instance: { kind: "value", long: "instance", doc: "The instance type of this Relay." },
  serverName: { kind: "value", long: "server-name", doc: "The server name reported to Sentry." },
} as const satisfies FlagTable;

/** `baton run`: the relay in the foreground, until it is told to stop. */
export function runCommand(cli: Cli, run: NonNullable<Ports["run"]>): Command {
  return command({
    name: "run",
    about: "Run the relay",
    details:
      "This runs the relay in the foreground until it's shut down.  It will bind to\nthe port and network interface configured in the config file.",
    flags: FLAGS,
    run: async ({ flags, global }) => {
      const overrides = overridesOf(flags);
      const loaded = await cli.start(global, overrides);
      logSummary(loaded);
      const problem = startProblem(loaded.config, loaded.credentials);
      if (problem !== undefined) throw new CommandError(problem);
      warnOfWhatIsMissing(loaded);
      const reload = async () => (await cli.load(global, overrides)).config;
      return run({ ...loaded, reload });
    },
  });
}

/** Whoever relies on their project's scrubbing must hear that it does not happen here. */
function warnOfWhatIsMissing({ config: { relay } }: LoadedConfig): void {
  if (relay.mode !== "managed" && relay.mode !== "static") return;
  log("warn", SETUP, "bodies of OpenTelemetry are not scrubbed yet: they leave as they came");
}

function overridesOf({ processing, noProcessing, ...texts }: FlagValues<typeof FLAGS>): Overrides {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  if (processing) return { ...given, processing: "true" };
  return noProcessing ? { ...given, processing: "false" } : given;
}

const SETUP = "baton::setup";

/** What runs, as the reference tells it at start. */
function logSummary({ file, folder, config, credentials }: LoadedConfig): void {
  const place = file === undefined ? "without config folder" : `from config folder ${folder}`;
  log("info", SETUP, `launching relay ${place}`);
  log("info", SETUP, `  relay mode: ${config.relay.mode}`);
  log("info", SETUP, `  relay id: ${credentials?.id ?? "-"}`);
  log("info", SETUP, `  public key: ${credentials?.publicKey ?? "-"}`);
  log("info", SETUP, `  log level: ${config.logging.level}`);
}
