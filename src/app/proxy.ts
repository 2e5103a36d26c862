import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import {
  DEFAULT_GLOBAL_CONFIG,
  type GlobalConfig,
  parseGlobalConfig,
} from "../domain/project/global-config.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { log } from "../kernel/telemetry/log.ts";
import { fixedGlobal, type Knowledge, startRelayKeys } from "./knowledge.ts";

/** Starts what a relay knows that asks no upstream: the relays of its configuration, and the global config of its file. */
export function startProxy(system: ActorSystem, config: Config, folder: string): Knowledge {
  const global = system.spawn("global-config", () => fixedGlobal(readGlobalConfig(folder)));
  return { relays: startRelayKeys(system, config, undefined), global };
}

function readGlobalConfig(folder: string): GlobalConfig {
  const path = join(folder, "global_config.json");
  if (!existsSync(path)) return DEFAULT_GLOBAL_CONFIG;
  let json: string;
  try {
    json = readFileSync(path, "utf8");
  } catch {
    return DEFAULT_GLOBAL_CONFIG;
  }
  const config = parseGlobalConfig(json);
  if (config.ok) return config.value;
  log("error", "baton::global_config", "global_config.json cannot be used, the defaults are", {
    reason: config.error,
  });
  return DEFAULT_GLOBAL_CONFIG;
}
