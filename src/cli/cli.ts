import { type ConfigError, problemText } from "../config/load/error.ts";
import { DEFAULT_FOLDER, type LoadedConfig, loadConfig } from "../config/load/load.ts";
import type { Overrides } from "../config/load/overrides.ts";
import type { LoggingConfig } from "../config/sections/logging.ts";
import { installLogSink, log } from "../kernel/telemetry/log.ts";
import { parseLogFilter, passes } from "../kernel/telemetry/log-filter.ts";
import { recordFormatter } from "../kernel/telemetry/log-format.ts";
import type { GlobalValues } from "./arguments/command.ts";
import type { Host } from "./host.ts";
import type { Prompts } from "./prompts.ts";

export const LOG_TARGET = "baton::cli";

/** A command cannot go on, for a reason that its user can do something about. Ends it with exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** What led to it, outermost first. */
  readonly sources: readonly string[];

  constructor(message: string, sources: readonly string[] = []) {
    super(message);
    this.sources = sources;
  }
}

/** What commands share: loading the configuration, starting the log, failing in the right place. */
export class Cli {
  readonly host: Host;
  #loggingIsUp = false;

  constructor(host: Host) {
    this.host = host;
  }

  /** The configuration with the global flags laid over it. Loads without a word on errors in `runFlags`. */
  async load(global: GlobalValues, runFlags: Overrides = {}, withPositions = false): Promise<LoadedConfig> {
    const first = await this.#load(global, runFlags, withPositions);
    if (first.ok) return first.value;
    if (Object.keys(runFlags).length === 0) throw toCommandError(first.error);
    const withoutFlags = await this.#load(global, {}, false);
    if (!withoutFlags.ok) throw toCommandError(withoutFlags.error);
    this.startLogging(withoutFlags.value.config.logging); // the flags are wrong: as the reference, say so in the log
    throw toCommandError(first.error);
  }

  #load(global: GlobalValues, flags: Overrides, withPositions: boolean) {
    return loadConfig({
      folder: global.config ?? DEFAULT_FOLDER,
      explicit: global.config !== undefined,
      env: this.host.env,
      flags: { ...globalOverrides(global), ...flags },
      withPositions,
      isLambdaExtension: this.host.isLambdaExtension,
    });
  }

  /** Loads and starts the log, as every command that is no configuration command. */
  async start(global: GlobalValues, runFlags: Overrides = {}): Promise<LoadedConfig> {
    const loaded = await this.load(global, runFlags);
    this.startLogging(loaded.config.logging);
    for (const warning of loaded.warnings) log("warn", LOG_TARGET, problemText(warning));
    return loaded;
  }

  startLogging({ level, format }: LoggingConfig): void {
    const { env, complain, isTerminal } = this.host;
    const formatted = recordFormatter(format, {
      isTerminal: isTerminal(1),
      colours: (env.NO_COLOR ?? "") === "",
    });
    const filter =
      env.RUST_LOG === undefined || env.RUST_LOG === "" ? undefined : parseLogFilter(env.RUST_LOG);
    installLogSink((record) => {
      if (filter === undefined || passes(filter, record)) complain(formatted(record));
    }, level);
    this.#loggingIsUp = true;
  }

  /** Says why a command failed: in the log once that is up, else as `error: …`. */
  report({ message, sources }: CommandError): void {
    if (this.#loggingIsUp) {
      log("error", LOG_TARGET, "", {
        error: message,
        ...(sources.length === 0 ? {} : { "error.sources": sources }),
      });
      return;
    }
    this.host.complain(
      [`error: ${message}`, ...sources.map((source) => `  caused by: ${source}`)].join("\n"),
    );
  }

  /** Whoever is to be asked. @throws CommandError where nobody can answer */
  async ask(): Promise<Prompts> {
    if (this.host.isTerminal(0)) return await this.host.prompts();
    throw new CommandError("IO error: not a terminal", ["not a terminal"]);
  }
}

export function toCommandError({ message, causes }: ConfigError): CommandError {
  return new CommandError(message, causes);
}

function globalOverrides({ logLevel, logFormat }: GlobalValues): Overrides {
  return {
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(logFormat === undefined ? {} : { logFormat }),
  };
}
