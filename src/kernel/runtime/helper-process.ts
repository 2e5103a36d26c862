import { type ChildProcess as NodeChild, spawn } from "node:child_process";
import type { SignalName } from "./signals.ts";

export interface HelperOptions {
  readonly words: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Told of each line it prints, on either output. */
  readonly onLine: (line: string) => void;
}

export interface HelperProcess {
  /** `undefined` when it was ended by a signal or never started. */
  readonly ended: Promise<number | undefined>;
  /** To it and whatever it started. Nothing happens when it is gone. */
  kill(signal: SignalName | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** Starts a process whose output is ours to read, leader of a group of its own. Never throws. */
export function startHelper({ words, env, cwd, onLine }: HelperOptions): HelperProcess {
  const [command = "", ...rest] = words;
  const ended = Promise.withResolvers<number | undefined>();
  const child = spawn(command, rest, {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine);
  child.on("error", (error) => {
    onLine(`${command}: ${error.message}`);
    ended.resolve(undefined);
  });
  child.on("exit", (code) => ended.resolve(code ?? undefined));
  return { ended: ended.promise, kill: (signal) => killGroup(child, signal) };
}

function killGroup(child: NodeChild, signal: string): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {} // it has just ended
}

/** A line longer than this is handed out in pieces. */
const MAX_LINE_CHARS = 64 * 1024;

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > MAX_LINE_CHARS) {
      onLine(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
