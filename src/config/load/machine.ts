import { existsSync, readFileSync } from "node:fs";
import { cpuCount } from "../../kernel/runtime/process-info.ts";
import type { RawTree } from "../show/effective.ts";

/** What the defaults of a few options depend on. */
export interface Machine {
  readonly cores: number;
  readonly inContainer: boolean;
}

export function thisMachine(): Machine {
  return { cores: cpuCount(), inContainer: existsSync("/.dockerenv") || controlGroupIsDocker() };
}

/** The defaults of this machine, as the lowest layer. */
export function machineDefaults({ cores, inContainer }: Machine): RawTree {
  return { relay: { host: inContainer ? "0.0.0.0" : "127.0.0.1" }, limits: { max_thread_count: cores } };
}

function controlGroupIsDocker(): boolean {
  try {
    return readFileSync("/proc/self/cgroup", "utf8").includes("/docker");
  } catch {
    return false;
  }
}
