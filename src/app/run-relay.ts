import type { Config } from "../config/config.ts";
import { onSignal, type SignalName } from "../kernel/runtime/signals.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { Relay, StopMode } from "./relay.ts";

const SIGNALS: Readonly<Partial<Record<SignalName, StopMode>>> = {
  SIGTERM: "graceful",
  SIGINT: "immediate",
  SIGQUIT: "immediate",
};

/**
 * Starts a relay and runs it until a signal stops it. Signals count from before the start: one that comes while it starts
 * stops it once it has. A second signal acts with its own mode, so SIGINT ends a graceful stop at once.
 * @returns the exit code; rejects when it could not start
 */
export async function runRelay(start: () => Promise<Relay>, config: Config): Promise<number> {
  const starting = Promise.withResolvers<Relay>();
  const stopped = Promise.withResolvers<number>();
  let stopping: StopMode | undefined;
  const stop = (signal: SignalName, mode: StopMode): void => {
    if (stopping === "immediate" || stopping === mode) return;
    stopping = mode;
    log("info", "baton::controller", `${signal} received, ${whenText(mode, config)}`);
    const work = starting.promise.then((relay) => relay.stop(mode));
    work.then(
      () => stopped.resolve(0),
      (error: unknown) => {
        if (stopping === mode) stopped.reject(error); // an overtaken stop may fail as it likes
      },
    );
  };
  const undo = Object.entries(SIGNALS).map(([name, mode]) =>
    onSignal(name as SignalName, () => stop(name as SignalName, mode)),
  );
  undo.push(onSignal("SIGUSR1", () => void starting.promise.then((relay) => relay.toggleDelivery())));
  try {
    starting.promise.catch(() => {}); // told below
    stopped.promise.catch(() => {});
    const relay = await start();
    starting.resolve(relay);
    const code = await stopped.promise;
    log("info", "baton::server", "relay shutdown complete");
    return code;
  } finally {
    for (const off of undo) off();
  }
}

function whenText(mode: StopMode, { limits }: Config): string {
  return mode === "graceful" ? `stopping in ${limits.shutdownTimeoutMs / 1_000}s` : "exiting";
}
