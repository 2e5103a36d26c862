import type { AggregatorOptions } from "../metrics-aggregator.ts";

/** The reference's defaults, with one cell per ten seconds. */
export const AGGREGATOR_OPTIONS: AggregatorOptions = {
  intervalSeconds: 10,
  initialDelaySeconds: 30,
  aggregatorSize: 1,
  flushPartitions: undefined,
  flushBatching: "project",
  maxNameLength: 200,
  maxTagKeyLength: 200,
  maxTagValueLength: 200,
  maxSecondsInPast: 432_000,
  maxSecondsInFuture: 60,
  maxTotalBytes: undefined,
  maxProjectBytes: undefined,
};
