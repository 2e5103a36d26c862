import { byteSize, flag, milliseconds, ratio } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const health = section("health", "When this relay calls itself ready.", () => ({
  refreshIntervalMs: milliseconds("refresh_interval_ms", {
    default: 3000,
    doc: "How often readiness is determined.",
  }),
  maxMemoryBytes: byteSize("max_memory_bytes", {
    default: null,
    nullable: true,
    doc: "Memory above which it is not ready.",
  }),
  maxMemoryRatio: ratio("max_memory_percent", {
    default: 0.95,
    doc: "Share of the available memory above which it is not ready.",
  }),
  probeTimeoutMs: milliseconds("probe_timeout_ms", { default: 900, doc: "How long one probe may take." }),
  memoryStatRefreshFrequencyMs: milliseconds("memory_stat_refresh_frequency_ms", {
    default: 100,
    doc: "How often memory is measured.",
  }),
  readinessInOutage: flag("readiness_in_outage", {
    default: true,
    ours: true,
    doc: "Whether it stays ready while the upstream does not answer. `false` takes it out of a load balancer then.",
  }),
}));
