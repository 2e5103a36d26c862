import type { Config } from "../config/config.ts";
import { Controller, type StopMode } from "../kernel/actor/controller.ts";
import { onSignal, type SignalName } from "../kernel/runtime/signals.ts";
import { log } from "../kernel/telemetry/log.ts";
import { ConfigReload } from "./config-reload.ts";
import type { Relay } from "./relay.ts";

const SIGNALS: Readonly<Partial<Record<SignalName, StopMode>>> = {
  SIGTERM: "graceful",
  SIGINT: "immediate",
  SIGQUIT: "immediate",
};
/** The relay keeps to its own deadline; this is for one that does not. */
const MARGIN_MS = 2_000;

export interface RunOptions {
  readonly start: () => Promise<Relay>;
  readonly config: Config;
  readonly folder: string;
  /** Reads the configuration again; absent: it never changes. */
  readonly reload: (() => Promise<Config>) | undefined;
}

/**
 * Starts a relay and runs it until a signal stops it. Signals count from before the start: one that comes while it starts
 * stops it once it has. A second signal hurries, so SIGINT ends a graceful stop at once.
 * @returns the exit code; rejects when it could not start, or failed to stop
 */
export async function runRelay({ start, config, folder, reload }: RunOptions): Promise<number> {
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
    const relay = await controller.start("relay", start, (running, mode) => running.stop(mode));
    starting.resolve(relay);
    if (reload) undo.push(followConfig(relay, { config, folder, reload }));
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

/** Takes over what may change: when the file has changed, and on SIGHUP. @returns how to stop that */
function followConfig(
  relay: Relay,
  { config, folder, reload }: Omit<RunOptions, "start" | "reload"> & { reload: () => Promise<Config> },
): () => void {
  const following = new ConfigReload({
    folder,
    intervalMs: config.relay.configReloadIntervalMs,
    load: reload,
    apply: (changed) => relay.reload(changed),
  });
  const off = onSignal("SIGHUP", () => void following.now());
  return () => {
    following.stop();
    off();
  };
}
