import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { SignalName } from "./signals.ts";

export interface ChildProcess {
  /** As a shell tells it: the exit code, or 128 and the signal's number. */
  readonly exitCode: Promise<number>;
  kill(signal: SignalName): void;
}

/** What a shell answers when a command cannot be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * Starts a command on this process's own terminal: it reads our input and writes to our output. Never throws: what
 * cannot be started ends with 127 or 126.
 */
export function startChild(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  const [command = "", ...rest] = words;
  const ended = Promise.withResolvers<number>();
  const child = spawn(command, rest, { stdio: "inherit", env: { ...env } });
  child.on("error", (error: NodeJS.ErrnoException) =>
    ended.resolve(error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE),
  );
  child.on("exit", (code, signal) =>
    ended.resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
  );
  return { exitCode: ended.promise, kill: (signal) => void child.kill(signal) };
}
