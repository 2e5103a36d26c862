import type { MemoryLimits } from "./board.ts";

/** One question whose answer decides about readiness. */
export interface HealthProbe {
  /** As it stands in the log: `system memory`, `spool health`. */
  readonly name: string;
  /** Whether this part is well. A promise counts for as long as a probe may take; one that rejects is a failure. */
  check(): boolean | Promise<boolean>;
}

export type ProbeOutcome = "healthy" | "failed" | "timed_out";

export interface HealthReport {
  readonly isReady: boolean;
  /** Empty before the first run. */
  readonly probes: readonly { readonly name: string; readonly outcome: ProbeOutcome }[];
}

export interface HealthProtocol {
  report(): HealthReport;
  /** Probes at once, because something changed. */
  check(): void;
  /** Not ready from here on: the relay stops. */
  shutdown(): void;
  /** Limits that hold from now on. */
  reload(limits: MemoryLimits): void;
}
