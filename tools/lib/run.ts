import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

export interface RunOptions {
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Also writes everything the command prints into this file. */
  readonly logFile?: string;
}

export interface RunResult {
  /** 0 is success; 124 when the time limit ended it, 128 + n when signal n did. */
  readonly code: number;
  readonly timedOut: boolean;
  /** Standard output and error, mixed as they came; the last `MAX_OUTPUT_CHARS` of it. */
  readonly output: string;
  readonly tookMs: number;
}

const MAX_OUTPUT_CHARS = 2_000_000;
const running = new Set<ChildProcess>();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (running.size === 0) return;
    for (const child of running) killGroup(child, "SIGKILL");
    process.exit(130);
  });
}

/**
 * Runs a command without standard input, in a process group of its own, so that a time limit also ends whatever it
 * started. Never throws: a command that cannot be started ends with 127.
 */
export function run(command: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program = "", ...args] = command;
  const startedMs = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
  let output = "";
  let timedOut = false;
  const collect = (chunk: Buffer) => {
    log?.write(chunk);
    output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARS);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child, "SIGKILL");
  }, options.timeoutMs);
  return new Promise((resolve) => {
    const finish = (code: number) => {
      clearTimeout(timer);
      running.delete(child);
      killGroup(child, "SIGKILL"); // what it left behind in its group
      log?.end();
      resolve({ code: timedOut ? 124 : code, timedOut, output, tookMs: performance.now() - startedMs });
    };
    child.once("error", (error) => {
      output += `cannot start ${program}: ${error.message}\n`;
      finish(127);
    });
    child.once("close", (code, signal) => finish(code ?? (signal === "SIGKILL" ? 137 : 143)));
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
