import { controlSocketPath } from "../devui/control-socket.ts";
import { tap } from "../devui/tap.ts";
import { systemClock } from "../kernel/actor/clock.ts";
import { openLocalStream } from "../kernel/runtime/local-stream.ts";
import { onSignal } from "../kernel/runtime/signals.ts";

/** What is watched, as `baton tap` was asked. */
export interface TapRequest {
  readonly folder: string;
  readonly format: "human" | "json";
  readonly project: string | undefined;
  readonly itemType: string | undefined;
  readonly dropsOnly: boolean;
}

export interface TapOutput {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly colours: boolean;
}

/** Follows the receiver of a config folder until a signal. @returns the exit code */
export async function runTap({ folder, ...options }: TapRequest, output: TapOutput): Promise<number> {
  const end = new AbortController();
  const undo = (["SIGINT", "SIGTERM"] as const).map((name) => onSignal(name, () => end.abort()));
  const code = await tap(options, {
    target: { socketPath: controlSocketPath(folder) },
    open: openLocalStream,
    pause: (ms) => new Promise((resolve) => void systemClock.after(ms, resolve)),
    signal: end.signal,
    format: options.format,
    ...output,
  });
  for (const off of undo) off();
  return code;
}
