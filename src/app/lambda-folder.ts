import { readTextFile } from "../config/load/files.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The function's own folder first, then a layer's. */
const FOLDERS = ["/var/task/.relay", "/opt/.relay"] as const;

/** Where the configuration of Lambda mode lies, if there is any. */
export function lambdaFolder(env: Env): string {
  const named = env.BATON_CONFIG;
  if (named) return named;
  return FOLDERS.find((folder) => lambdaConfigTextIn(folder) !== undefined) ?? FOLDERS[0];
}

/** Text of the config file that will be read, for the one question that cannot wait until it is. */
export function lambdaConfigText(env: Env): string | undefined {
  return lambdaConfigTextIn(lambdaFolder(env));
}

function lambdaConfigTextIn(folder: string): string | undefined {
  const text = readTextFile(`${folder}/config.yml`);
  return text.ok ? text.value : undefined;
}
