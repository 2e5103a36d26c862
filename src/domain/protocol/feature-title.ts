/**
 * What a feature is called in the answer `FeatureDisabled(…)`; learnt from the reference's answers. Those of its names
 * that are not simply the wire name in capitals stand here.
 */
const TITLES: Readonly<Record<string, string>> = {
  "organizations:ourlogs-ingestion": "OurLogsIngestion",
  "organizations:tracemetrics-ingestion": "TraceMetricsIngestion",
  "organizations:gpu-crash-symbolication": "NvGpuCrashSplit",
  "organizations:span-v2-otlp-processing": "DeprecatedSpanV2OtlpProcessing",
  "projects:resumable-uploads": "ResumableUpload",
  "projects:relay-automatic-json-expansion": "ProjectAutomaticJsonExpansion",
  "projects:span-metrics-extraction": "DeprecatedExtractCommonSpanMetricsFromEvent",
  "projects:span-metrics-extraction-addons": "DeprecatedExtractAddonsSpanMetricsFromEvent",
};

/** `organizations:session-replay` is `SessionReplay`. */
export function featureTitle(feature: string): string {
  const title = TITLES[feature];
  if (title !== undefined) return title;
  return feature
    .replace(/^\w+:(relay-)?/, "")
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
