import { mkdirSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { onSignal } from "../kernel/runtime/signals.ts";
import { startLocal } from "./local.ts";

/** Runs the local receiver until a signal ends it, having told its user what to do. @returns the exit code */
export async function runLocal(
  launch: { readonly config: Config; readonly folder: string },
  print: (line: string) => void,
): Promise<number> {
  mkdirSync(launch.folder, { recursive: true }); // the control socket lies there
  const receiver = await startLocal(launch);
  for (const line of [
    "",
    "  Baton is listening. Point an SDK at it:",
    "",
    `    SENTRY_DSN=${receiver.dsn}`,
    `    SENTRY_SPOTLIGHT=${receiver.spotlight}`,
    "",
    `  and see what arrives: ${receiver.page}`,
    "",
  ]) {
    print(line);
  }
  const ended = Promise.withResolvers<void>();
  let signals = 0;
  const undo = (["SIGINT", "SIGTERM", "SIGQUIT"] as const).map((name) =>
    onSignal(name, () => {
      if (++signals > 1) ended.resolve();
      else receiver.stop("graceful").then(ended.resolve, ended.reject);
    }),
  );
  await ended.promise;
  for (const off of undo) off();
  return 0;
}
