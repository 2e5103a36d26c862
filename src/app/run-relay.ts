import type { Config } from "../config/config.ts";
import { onSignal, type SignalName } from "../kernel/runtime/signals.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { Relay, StopMode } from "./relay.ts";

const SIGNALS: Readonly<Partial<Record<SignalName, StopMode>>> = {
  SIGTERM: "graceful",
  SIGINT: "immediate",
  SIGQUIT: "immediate",
};

/** Runs a relay until a signal stops it. A second signal stops at once. @returns the exit code */
export async function untilStopped(relay: Relay, config: Config): Promise<number> {
  const stopped = Promise.withResolvers<number>();
  let stopping: StopMode | undefined;
  const stop = (signal: SignalName, mode: StopMode): void => {
    if (stopping === "immediate" || stopping === mode) return;
    const isFirst = stopping === undefined;
    stopping = mode;
    const when =
      mode === "graceful" ? `stopping in ${config.limits.shutdownTimeoutMs / 1_000}s` : "stopping now";
    log("info", "baton::app", `${signal} received, ${when}`);
    const work = relay.stop(mode);
    if (isFirst) work.then(() => stopped.resolve(0), stopped.reject);
    else stopped.resolve(0);
  };
  const undo = Object.entries(SIGNALS).map(([name, mode]) =>
    onSignal(name as SignalName, () => stop(name as SignalName, mode)),
  );
  undo.push(onSignal("SIGUSR1", () => relay.toggleDelivery()));
  const code = await stopped.promise;
  for (const off of undo) off();
  log("info", "baton::app", "relay shutdown complete");
  return code;
}
