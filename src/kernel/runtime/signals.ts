/** The signals an operator sends us. SIGKILL and SIGSTOP cannot be caught. */
export type SignalName = "SIGTERM" | "SIGINT" | "SIGQUIT" | "SIGHUP" | "SIGUSR1" | "SIGUSR2";

/** Calls `handler` on each arrival, in the main thread, instead of the default action; returns how to stop that. */
export function onSignal(name: SignalName, handler: () => void): () => void {
  process.on(name, handler);
  return () => void process.off(name, handler);
}
