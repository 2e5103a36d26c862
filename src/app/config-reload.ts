import { statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { type Clock, systemClock } from "../kernel/actor/clock.ts";
import { log } from "../kernel/telemetry/log.ts";
import { configReloaded } from "../services/telemetry/events.ts";

export interface ConfigReloadDeps {
  readonly folder: string;
  /** How often the file is looked at; `null`: every two seconds. */
  readonly intervalMs: number | null;
  /** Reads everything again, with the environment and flags of the start. Rejects with an error that says what is wrong. */
  readonly load: () => Promise<Config>;
  readonly apply: (config: Config) => void;
  readonly clock?: Clock;
  /** Something that changes with the file; a port for tests. */
  readonly fingerprint?: (path: string) => string;
}

const LOOK_EVERY_MS = 2_000;

/**
 * Takes over what of config.yml may change while the relay runs, when the file has changed or `now` is called. It is looked at
 * rather than watched: what is mounted from elsewhere sends no events, and the folder may hold a busy spool. A broken file is
 * told once, and what was stays.
 */
export class ConfigReload {
  readonly #deps: ConfigReloadDeps;
  readonly #path: string;
  #seen: string;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: ConfigReloadDeps) {
    this.#deps = deps;
    this.#path = join(deps.folder, "config.yml");
    this.#seen = this.#look();
    const { intervalMs } = deps;
    if (intervalMs !== null) {
      log("info", "baton::config_reload", `watching for configuration changes every ${intervalMs / 1_000}s`);
    }
    this.#later();
  }

  /** Reads the file again whether or not it has changed. One reading follows another. */
  now(): Promise<void> {
    this.#seen = this.#look();
    this.#running = this.#running.then(() => this.#reload());
    return this.#running;
  }

  stop(): void {
    this.#stopped = true;
  }

  #later(): void {
    const { clock = systemClock, intervalMs } = this.#deps;
    clock.after(intervalMs ?? LOOK_EVERY_MS, () => {
      if (this.#stopped) return;
      if (this.#look() !== this.#seen) void this.now();
      this.#later();
    });
  }

  async #reload(): Promise<void> {
    try {
      const config = await this.#deps.load();
      if (this.#stopped) return;
      this.#deps.apply(config);
      configReloaded(undefined);
    } catch (error) {
      configReloaded(describe(error));
    }
  }

  #look(): string {
    return (this.#deps.fingerprint ?? fingerprintOf)(this.#path);
  }
}

function fingerprintOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return ""; // gone, or being replaced
  }
}

function describe(error: unknown): string {
  const { message, sources = [] } = error as {
    readonly message?: string;
    readonly sources?: readonly string[];
  };
  return [message ?? String(error), ...sources].join(": ");
}
