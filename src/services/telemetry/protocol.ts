import type { SeriesSnapshot } from "../../kernel/telemetry/metrics-snapshot.ts";

/** One Arbiter's metrics, for whoever adds them up. */
export interface MetricsSourceProtocol {
  /** Reads everything afresh. `drains`: takes the samples of distributions as well; for one reader only. */
  collect(request: { readonly drains: boolean }): readonly SeriesSnapshot[];
}

export interface TelemetryProtocol {
  /** All metrics of all Arbiters in Prometheus's text format. */
  prometheus(): string;
  /** Sends what is due to statsd at once. */
  flush(): void;
}
