import { kafkaParamSets, kafkaParams, topicAssignment } from "../options/kafka.ts";
import {
  byteSize,
  decimalSeconds,
  flag,
  number,
  path,
  positiveNumber,
  seconds,
  text,
  wholeNumber,
} from "../options/kinds.ts";
import { objectstoreAuth } from "../options/objectstore.ts";
import { section } from "../options/option.ts";
import { redis } from "../options/redis.ts";

function topic(key: string, name: string, doc: string) {
  return topicAssignment(key, { default: name, doc: `Topic or topics of ${doc}.` });
}

const topics = section(
  "topics",
  "Where items go: a name, `{name, config, key_rate_limit}`, or a list of either (shards).",
  () => ({
    events: topic("events", "ingest-events", "error events"),
    attachments: topic("attachments", "ingest-attachments", "attachments, and events that have some"),
    transactions: topic("transactions", "ingest-transactions", "transactions"),
    outcomes: topic("outcomes", "outcomes", "outcomes"),
    outcomesBilling: topic("outcomes_billing", "outcomes-billing", "outcomes that matter for billing"),
    metricsSessions: topic("metrics_sessions", "ingest-metrics", "session metrics"),
    profiles: topic("profiles", "profiles", "profiles"),
    replayRecordings: topic("replay_recordings", "ingest-replay-recordings", "replay recordings"),
    monitors: topic("monitors", "ingest-monitors", "check-ins"),
    spans: topic("spans", "ingest-spans", "spans"),
    feedback: topic("feedback", "ingest-feedback-events", "user feedback"),
    items: topic("items", "snuba-items", "logs, trace metrics and other items"),
  }),
);

const objectstore = section("objectstore", "Where large attachments are stored.", () => ({
  url: text("objectstore_url", {
    default: null,
    nullable: true,
    doc: "Root of the object store; null: none.",
  }),
  maxConcurrentRequests: wholeNumber("max_concurrent_requests", { default: 10, doc: "Uploads at once." }),
  maxBacklog: wholeNumber("max_backlog", { default: 20, doc: "Uploads waiting." }),
  timeoutMs: seconds("timeout", { default: 60, doc: "How long one upload may take." }),
  streamTimeoutMs: seconds("stream_timeout", { default: 300, doc: "How long a streamed upload may take." }),
  retryDelayMs: decimalSeconds("retry_delay", { default: 1, doc: "Pause before a retry." }),
  maxAttempts: positiveNumber("max_attempts", { default: 5, doc: "Attempts per upload." }),
  fallbackToKafka: flag("fallback_to_kafka", {
    default: true,
    doc: "Send attachments through Kafka when storing failed.",
  }),
  auth: objectstoreAuth("auth", {
    default: null,
    nullable: true,
    doc: "`{key_id, signing_key}` for signed requests.",
  }),
}));

export const processing = section("processing", "The last hop: quotas in Redis, items to Kafka.", () => ({
  enabled: flag("enabled", { default: false, doc: "Process; only in managed mode." }),
  geoipPath: path("geoip_path", { default: null, nullable: true, doc: "Superseded by `geoip.path`." }),
  maxInFutureMs: seconds("max_secs_in_future", { default: 60, doc: "Latest accepted event timestamp." }),
  maxSessionInPastMs: seconds("max_session_secs_in_past", {
    default: 432_000,
    doc: "Oldest accepted session timestamp.",
  }),
  kafkaConfig: kafkaParams("kafka_config", {
    default: [],
    doc: "librdkafka's settings as a list of `{name, value}`.",
  }),
  secondaryKafkaConfigs: kafkaParamSets("secondary_kafka_configs", {
    default: {},
    doc: "Further named settings that topics refer to by `config`.",
  }),
  topics,
  kafkaValidateTopics: flag("kafka_validate_topics", {
    default: false,
    doc: "Look every topic up at start; a missing one ends it.",
  }),
  redis: redis("redis", {
    default: null,
    nullable: true,
    doc: "A URL, `{server, …}`, `{cluster_nodes: […], …}`, or `{project_configs: …, quotas: …}` of these.",
  }),
  attachmentChunkSizeBytes: byteSize("attachment_chunk_size", {
    default: "1MiB",
    doc: "Attachments are cut into pieces of this size.",
  }),
  projectconfigCachePrefix: text("projectconfig_cache_prefix", {
    default: "relayconfig",
    doc: "Prefix of project configs in Redis.",
  }),
  maxRateLimitMs: seconds("max_rate_limit", {
    default: 300,
    nullable: true,
    doc: "Longest rate limit told to clients.",
  }),
  quotaCacheRatio: number("quota_cache_ratio", {
    default: null,
    nullable: true,
    doc: "Share of a quota that is counted in memory.",
  }),
  quotaCacheMax: number("quota_cache_max", {
    default: null,
    nullable: true,
    doc: "Share of a quota from which it is counted exactly.",
  }),
  objectstore: { ...objectstore, spec: { ...objectstore.spec, alias: "upload" } },
}));
