import type { Config } from "../config/config.ts";
import { Controller, type StopMode } from "../kernel/actor/controller.ts";
import { onSignal, type SignalName } from "../kernel/runtime/signals.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { Relay } from "./relay.ts";

const SIGNALS: Readonly<Partial<Record<SignalName, StopMode>>> = {
  SIGTERM: "graceful",
  SIGINT: "immediate",
  SIGQUIT: "immediate",
};
/** The relay keeps to its own deadline; this is for one that does not. */
const MARGIN_MS = 2_000;

/**
 * Starts a relay and runs it until a signal stops it. Signals count from before the start: one that comes while it starts
 * stops it once it has. A second signal hurries, so SIGINT ends a graceful stop at once.
 * @returns the exit code; rejects when it could not start, or failed to stop
 */
export async function runRelay(start: () => Promise<Relay>, config: Config): Promise<number> {
  const controller = new Controller({
    gracefulMs: config.limits.shutdownTimeoutMs + MARGIN_MS,
    onRequest: ({ mode, why }) =>
      log("info", "baton::controller", `${why} received, ${whenText(mode, config)}`),
  });
  const starting = Promise.withResolvers<Relay>();
  const undo = [
    controller.signals(onSignal, SIGNALS),
    onSignal("SIGUSR1", () => void starting.promise.then((relay) => relay.toggleDelivery())),
  ];
  try {
    starting.resolve(await controller.start("relay", start, (relay, mode) => relay.stop(mode)));
    const { failed, abandoned } = await controller.ended;
    if (failed[0]) throw failed[0].error;
    if (abandoned.length > 0) log("warn", "baton::controller", "not everything stopped in time");
    log("info", "baton::server", "relay shutdown complete");
    return 0;
  } finally {
    for (const off of undo) off();
  }
}

function whenText(mode: StopMode, { limits }: Config): string {
  return mode === "graceful" ? `stopping in ${limits.shutdownTimeoutMs / 1_000}s` : "exiting";
}
