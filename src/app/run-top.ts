import { controlSocketPath } from "../devui/control-socket.ts";
import { top } from "../devui/top.ts";
import { systemClock } from "../kernel/actor/clock.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import { Fault } from "../kernel/base/fault.ts";
import { err, ok, type Result } from "../kernel/base/result.ts";
import { openLocalStream } from "../kernel/runtime/local-stream.ts";
import { onSignal } from "../kernel/runtime/signals.ts";

/** What is watched, as `baton top` was asked. */
export interface TopRequest {
  readonly folder: string;
  readonly once: boolean;
  readonly format: "table" | "json";
}

export interface TopOutput {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly isTerminal: boolean;
}

/** Watches the actors of the relay that runs over a config folder. @returns the exit code */
export async function runTop({ folder, once, format }: TopRequest, output: TopOutput): Promise<number> {
  const end = new AbortController();
  const undo = (["SIGINT", "SIGTERM"] as const).map((name) => onSignal(name, () => end.abort()));
  const code = await top({
    look: () => look(controlSocketPath(folder), end.signal),
    now: () => systemClock.monotonicMs(),
    pause: (ms) => new Promise((resolve) => void systemClock.after(ms, resolve)),
    signal: end.signal,
    draws: output.isTerminal && !once && format === "table",
    json: format === "json",
    ...output,
  });
  for (const off of undo) off();
  return code;
}

async function look(socketPath: string, signal: AbortSignal): Promise<Result<readonly ActorStats[], Fault>> {
  const opened = await openLocalStream({ socketPath }, "/local/topology", {}, signal);
  if (!opened.ok) return opened;
  const parts: Uint8Array[] = [];
  for await (const chunk of opened.value.chunks) parts.push(chunk);
  try {
    const { actors } = JSON.parse(Buffer.concat(parts).toString("utf8")) as { actors: ActorStats[] };
    return ok(actors);
  } catch (cause) {
    return err(
      new Fault("the answer broke off", {
        code: "BATON_LOCAL_HTTP",
        source: "local",
        retryable: true,
        cause,
      }),
    );
  }
}
