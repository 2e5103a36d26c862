import { existsSync } from "node:fs";
import { readTextFile } from "../config/load/files.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The function's own folder first, then a layer's. */
const FOLDERS = ["/var/task/.relay", "/opt/.relay"] as const;

/** What makes a folder one of a relay's, the first of them before the others. */
const FILES = ["config.yml", "credentials.json", "projects"] as const;

/** Where the configuration of Lambda mode lies, if there is any. */
export function lambdaFolder(env: Env): string {
  if (env.BATON_CONFIG) return env.BATON_CONFIG;
  for (const file of FILES) {
    const folder = FOLDERS.find((candidate) => existsSync(`${candidate}/${file}`));
    if (folder !== undefined) return folder;
  }
  return FOLDERS[0];
}

/** Text of the config file that will be read, for the one question that cannot wait until it is. */
export function lambdaConfigText(env: Env): string | undefined {
  const folders = env.BATON_CONFIG ? [env.BATON_CONFIG] : FOLDERS;
  for (const folder of folders) {
    const text = readTextFile(`${folder}/config.yml`);
    if (text.ok) return text.value;
  }
  return undefined;
}
