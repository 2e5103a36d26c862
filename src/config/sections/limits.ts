import { byteSize, seconds, wholeNumber } from "../options/kinds.ts";
import { section } from "../options/option.ts";

/** All sizes are of inflated bodies unless they say otherwise. */
export const limits = section("limits", "What is accepted, and how much at once.", () => ({
  maxConcurrentRequests: wholeNumber("max_concurrent_requests", {
    default: 100,
    doc: "Requests to the upstream in flight.",
  }),
  maxConcurrentQueries: wholeNumber("max_concurrent_queries", {
    default: 5,
    doc: "Project config queries in flight per fetch cycle.",
  }),
  maxEventSizeBytes: byteSize("max_event_size", { default: "1MiB", doc: "An event's JSON." }),
  maxAttachmentSizeBytes: byteSize("max_attachment_size", { default: "200MiB", doc: "One attachment." }),
  maxAttachmentCount: wholeNumber("max_attachment_count", { default: 30, doc: "Attachments per envelope." }),
  maxAttachmentsSizeBytes: byteSize("max_attachments_size", {
    default: "200MiB",
    doc: "All attachments of an envelope.",
  }),
  maxUploadSizeBytes: byteSize("max_upload_size", { default: "1024MiB", doc: "One upload." }),
  maxClientReportsSizeBytes: byteSize("max_client_reports_size", {
    default: "100KiB",
    doc: "All client reports of an envelope.",
  }),
  maxClientReportsCount: wholeNumber("max_client_reports_count", {
    default: 100,
    doc: "Client reports per envelope.",
  }),
  maxCheckInSizeBytes: byteSize("max_check_in_size", { default: "100KiB", doc: "One check-in." }),
  maxEnvelopeSizeBytes: byteSize("max_envelope_size", { default: "200MiB", doc: "One envelope." }),
  maxSessionsSizeBytes: byteSize("max_sessions_size", {
    default: "10MiB",
    doc: "All sessions of an envelope.",
  }),
  maxSessionCount: wholeNumber("max_session_count", { default: 100, doc: "Sessions per envelope." }),
  maxApiPayloadSizeBytes: byteSize("max_api_payload_size", {
    default: "20MiB",
    doc: "A forwarded API request.",
  }),
  maxApiFileUploadSizeBytes: byteSize("max_api_file_upload_size", {
    default: "40MiB",
    doc: "A forwarded file upload.",
  }),
  maxApiChunkUploadSizeBytes: byteSize("max_api_chunk_upload_size", {
    default: "100MiB",
    doc: "A forwarded chunk upload.",
  }),
  maxProfileSizeBytes: byteSize("max_profile_size", { default: "50MiB", doc: "One profile." }),
  maxTraceMetricSizeBytes: byteSize("max_trace_metric_size", { default: "1MiB", doc: "One trace metric." }),
  maxLogSizeBytes: byteSize("max_log_size", { default: "2MiB", doc: "One log." }),
  maxExpandedLogOperations: wholeNumber("max_expanded_log_operations", {
    default: 3_000_000,
    doc: "Accepted and not used: `max_envelope_size` bounds a container.",
  }),
  maxExpandedSpanOperations: wholeNumber("max_expanded_span_operations", {
    default: 3_000_000,
    doc: "Accepted and not used, as above.",
  }),
  maxExpandedTraceMetricOperations: wholeNumber("max_expanded_trace_metric_operations", {
    default: 3_000_000,
    doc: "Accepted and not used, as above.",
  }),
  maxSpanSizeBytes: byteSize("max_span_size", { default: "10MiB", doc: "One span." }),
  maxStandaloneSpanCount: wholeNumber("max_standalone_span_count", {
    default: 25,
    doc: "Standalone spans per envelope.",
  }),
  maxContainerSizeBytes: byteSize("max_container_size", {
    default: "12MiB",
    doc: "An item that holds many items.",
  }),
  maxMetricBucketsSizeBytes: byteSize("max_metric_buckets_size", {
    default: "1MiB",
    doc: "One item of metric buckets.",
  }),
  maxReplayCompressedSizeBytes: byteSize("max_replay_compressed_size", {
    default: "10MiB",
    doc: "A replay recording as sent.",
  }),
  maxReplayUncompressedSizeBytes: byteSize("max_replay_uncompressed_size", {
    default: "100MiB",
    alias: "max_replay_size",
    doc: "A replay recording, inflated.",
  }),
  maxReplayMessageSizeBytes: byteSize("max_replay_message_size", {
    default: "15MiB",
    doc: "A replay recording with its event, for Kafka; not used yet.",
  }),
  maxRemovedAttributeKeySizeBytes: byteSize("max_removed_attribute_key_size", {
    default: "10KiB",
    doc: "Key length up to which a removed attribute leaves a note of its removal.",
  }),
  maxThreadCount: wholeNumber("max_thread_count", {
    default: 1,
    defaultText: "number of cores",
    doc: "Processing workers, and upper bound of `relay.arbiters` where that is not set.",
  }),
  maxPoolConcurrency: wholeNumber("max_pool_concurrency", {
    default: 1,
    doc: "Accepted and not used: an envelope is processed where it arrived.",
  }),
  queryTimeoutMs: seconds("query_timeout", {
    default: 30,
    doc: "Deadline of one query over all its retries, and of endpoints that wait for a project config.",
  }),
  shutdownTimeoutMs: seconds("shutdown_timeout", { default: 10, doc: "How long a graceful stop may take." }),
  keepaliveTimeoutMs: seconds("keepalive_timeout", {
    default: 5,
    doc: "Silence on a connection after which TCP asks whether the client is still there; 0: never.",
  }),
  idleTimeoutMs: seconds("idle_timeout", {
    default: null,
    nullable: true,
    doc: "Time without any byte after which a connection is closed.",
  }),
  maxConnections: wholeNumber("max_connections", {
    default: null,
    nullable: true,
    doc: "Connections open at once.",
  }),
  tcpListenBacklog: wholeNumber("tcp_listen_backlog", {
    default: 1024,
    doc: "Accepted and not used: the runtime decides how many connections may wait.",
  }),
  maxCompressedSizeBytes: byteSize("max_compressed_size", {
    default: "200MiB",
    ours: true,
    doc: "A request body as sent, before it is inflated.",
  }),
}));
