import {
  byteSize,
  flag,
  milliseconds,
  oneOf,
  path,
  ratio,
  seconds,
  smallPositive,
  wholeNumber,
} from "../options/kinds.ts";
import { section } from "../options/option.ts";

const envelopes = section("envelopes", "The buffer of envelopes, in the reference's keys.", () => ({
  path: path("path", { default: null, nullable: true, doc: "SQLite file; null: memory only." }),
  maxDiskSizeBytes: byteSize("max_disk_size", {
    default: "500MiB",
    doc: "Per partition; beyond it nothing is accepted (503).",
  }),
  batchSizeBytes: byteSize("batch_size_bytes", {
    default: "10KiB",
    doc: "Checked as the reference does, and else not used: what waits together is written together.",
  }),
  flushTimeoutMs: seconds("flush_timeout_secs", {
    default: null,
    nullable: true,
    doc: "Accepted and not used: nothing waits for a batch to fill.",
  }),
  maxEnvelopeDelayMs: seconds("max_envelope_delay_secs", {
    default: 86_400,
    doc: "Older envelopes are dropped when they leave the spool.",
  }),
  diskUsageRefreshFrequencyMs: milliseconds("disk_usage_refresh_frequency_ms", {
    default: 100,
    doc: "How often the size on disk is measured.",
  }),
  maxBackpressureMemoryRatio: ratio("max_backpressure_memory_percent", {
    default: 0.8,
    doc: "With a path: share of the memory limit above which nothing leaves the spool.",
  }),
  partitions: smallPositive("partitions", {
    default: 1,
    doc: "Independent buffers; files `<path>`, `<path>.1`, …",
  }),
  partitioning: oneOf("partitioning", ["round_robin", "project_key_pair"], {
    default: "round_robin",
    doc: "How envelopes are spread over the partitions.",
  }),
  maxUnspoolEnvelopesPerSecond: wholeNumber("max_unspool_envelopes_per_second", {
    default: null,
    nullable: true,
    doc: "Bounds how fast the spool is emptied.",
  }),
  ephemeral: flag("ephemeral", {
    default: false,
    doc: "The disk is lost on shutdown: drain the spool instead of filling it.",
  }),
}));

const baton = section(
  "baton",
  "What the reference's spool has no keys for.",
  () => ({
    write: oneOf("write", ["watermark", "before_answer"], {
      default: "watermark",
      ours: true,
      doc: "`watermark`: to disk under memory pressure, after a second of backlog, during outages and when stopping. `before_answer`: an envelope is on disk before its sender is answered, so a kill loses nothing. Needs `spool.envelopes.path`.",
    }),
    memoryBudgetBytes: byteSize("memory_budget", {
      default: "256MiB",
      ours: true,
      doc: "Bytes over everything queued in memory. Above `max_backpressure_memory_percent` of it the spool takes over, at the whole of it senders are told to come back (503).",
    }),
  }),
  { ours: true },
);

export const spool = section("spool", "Where envelopes wait.", () => ({ envelopes, baton }));
