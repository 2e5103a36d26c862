import { oneOf, plainBytes, seconds, wholeNumber } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

/** Shared by `aggregator` and the `config` of every secondary aggregator. */
export const aggregator = section("aggregator", "Merging metric buckets before they are sent.", () => ({
  bucketIntervalMs: seconds("bucket_interval", { default: 10, doc: "Width of a bucket." }),
  aggregatorSize: wholeNumber("aggregator_size", { default: 1, doc: "How many intervals are kept at once." }),
  initialDelayMs: seconds("initial_delay", { default: 30, doc: "Wait after an interval ended." }),
  maxInPastMs: seconds("max_secs_in_past", { default: 432_000, doc: "Oldest accepted timestamp." }),
  maxInFutureMs: seconds("max_secs_in_future", { default: 60, doc: "Latest accepted timestamp." }),
  maxProjectKeyBucketBytes: plainBytes("max_project_key_bucket_bytes", {
    default: null,
    nullable: true,
    doc: "Memory for the buckets of one project.",
  }),
  maxTotalBucketBytes: plainBytes("max_total_bucket_bytes", {
    default: null,
    nullable: true,
    doc: "Memory for all buckets.",
  }),
  flushPartitions: wholeNumber("flush_partitions", {
    default: null,
    nullable: true,
    doc: "Number of flush partitions.",
  }),
  flushBatching: oneOf("flush_batching", ["project", "bucket", "partition", "none"], {
    default: "project",
    alias: "shift_key",
    doc: "What is flushed together.",
  }),
  maxNameLength: wholeNumber("max_name_length", { default: 200, doc: "Characters of a metric's name." }),
  maxTagKeyLength: wholeNumber("max_tag_key_length", { default: 200, doc: "Characters of a tag's name." }),
  maxTagValueLength: wholeNumber("max_tag_value_length", {
    default: 200,
    doc: "Characters of a tag's value.",
  }),
  maxFlushBytes: plainBytes("max_flush_bytes", {
    default: 5_000_000,
    doc: "Size at which metric items are split.",
  }),
}));
export type AggregatorConfig = ConfigOf<typeof aggregator>;
