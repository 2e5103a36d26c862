import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { watchFolder } from "../kernel/runtime/files.ts";
import { log } from "../kernel/telemetry/log.ts";
import { StaticProjectsActor } from "../services/projects/static-projects.actor.ts";
import type { Knowledge } from "./knowledge.ts";
import { startProxy } from "./proxy.ts";

/** Editors write in several steps. */
const QUIET_MS = 200;

/** Starts what a relay in static mode knows: what one in proxy mode does, and the projects of `projects/*.json`. */
export function startStatic(
  system: ActorSystem,
  config: Config,
  folder: string,
  { readOnce = false }: { readonly readOnce?: boolean } = {},
): Knowledge {
  const path = join(folder, "projects");
  const projects = system.spawn(
    "projects",
    () =>
      new StaticProjectsActor({
        read: () => readTexts(path),
        ...(readOnce
          ? {}
          : {
              watch: (changed: () => void) => watched(path, changed),
              intervalMs: config.cache.fileIntervalMs,
            }),
      }),
  );
  return { ...startProxy(system, config, folder), projects };
}

function watched(path: string, changed: () => void): () => void {
  try {
    return watchFolder(path, QUIET_MS, changed);
  } catch {
    return () => {}; // It is looked at now and then anyway, and may be made later.
  }
}

function readTexts(path: string): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  let names: readonly string[];
  try {
    names = readdirSync(path).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return texts;
    log("error", "baton::projects", "the projects folder cannot be read", { error: String(error) });
    return undefined;
  }
  for (const name of names) {
    try {
      texts.set(name, readFileSync(join(path, name), "utf8"));
    } catch {
      // Gone between the two looks, or being replaced: the next look finds it.
    }
  }
  return texts;
}
