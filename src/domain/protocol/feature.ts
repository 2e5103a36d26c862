/** Features that a project may have and an envelope may require, by their wire names. */
const FEATURES: ReadonlySet<string> = new Set([
  "organizations:session-replay",
  "organizations:session-replay-recording-scrubbing",
  "organizations:session-replay-video-disabled",
  "organizations:continuous-profiling",
  "organizations:continuous-profiling-perfetto",
  "organizations:ourlogs-ingestion",
  "organizations:tracemetrics-ingestion",
  "organizations:view-hierarchy-scrubbing",
  "organizations:performance-issues-spans",
  "organizations:gpu-crash-symbolication",
  "organizations:relay-playstation-ingestion",
  "organizations:relay-automatic-json-expansion",
  "organizations:span-v2-otlp-processing",
  "organizations:user-feedback-ingest",
  "organizations:profiling",
  "organizations:relay-otlp-traces-endpoint",
  "organizations:relay-otel-logs-endpoint",
  "organizations:indexed-spans-extraction",
  "organizations:standalone-span-ingestion",
  "projects:relay-playstation-uploads",
  "projects:discard-transaction",
  "projects:span-v2-attachment-processing",
  "projects:span-v2-experimental-processing",
  "projects:trace-attachment-processing",
  "projects:relay-minidump-uploads",
  "projects:resumable-uploads",
  "projects:relay-nintendo-event-rewrite",
  "projects:relay-automatic-json-expansion",
  "projects:span-metrics-extraction",
  "projects:span-metrics-extraction-addons",
  "projects:profiling-ingest-unsampled-profiles",
]);

/** Stands for every feature that this version does not know; no project has it. */
export const UNKNOWN_FEATURE = "Unknown";

export function featureOf(name: string): string {
  return FEATURES.has(name) ? name : UNKNOWN_FEATURE;
}
