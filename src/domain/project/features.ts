import { featureOf, UNKNOWN_FEATURE } from "../protocol/feature.ts";

/** Features that are on for everybody. They are written into the configs we serve, for relays that still ask. */
const GRADUATED: readonly string[] = [
  "projects:profiling-ingest-unsampled-profiles",
  "organizations:user-feedback-ingest",
  "organizations:indexed-spans-extraction",
  "organizations:relay-otlp-traces-endpoint",
  "organizations:relay-otel-logs-endpoint",
  "organizations:standalone-span-ingestion",
  "organizations:profiling",
  "projects:span-v2-experimental-processing",
];

/** A project's features: those we know, each once, and the graduated ones. */
export function projectFeatures(names: readonly string[]): readonly string[] {
  const known = names.filter((name) => featureOf(name) !== UNKNOWN_FEATURE && !GRADUATED.includes(name));
  return [...new Set(known), ...GRADUATED];
}
