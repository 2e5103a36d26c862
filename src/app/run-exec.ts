import type { Config } from "../config/config.ts";
import { execBeside } from "../devui/exec.ts";
import { startChild } from "../kernel/runtime/child-process.ts";
import { onSignal } from "../kernel/runtime/signals.ts";
import { startLocal } from "./local.ts";

/** A local receiver for the time of a command; it keeps nothing on disk. @returns the command's exit code */
export async function runExec(
  { config, folder }: { readonly config: Config; readonly folder: string },
  words: readonly string[],
  host: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly complain: (line: string) => void;
  },
): Promise<number> {
  const local = { ...config.local, port: 0, storePath: ":memory:" };
  const receiver = await startLocal({ config: { ...config, local }, folder, isPrivate: true });
  const { dsn, spotlight, page, store } = receiver;
  const code = await execBeside(words, {
    info: { version: "", dsn, spotlight },
    page,
    env: host.env,
    start: startChild,
    onSignal,
    stats: () => store.ask("stats"),
    complain: host.complain,
  });
  await receiver.stop("graceful");
  return code;
}
