/**
 * Data we refuse, and why. A value, always counted, never logged per item. The reasons are the wire's: they reach
 * Sentry's statistics and must keep their spelling.
 */
export type Rejection = (
  | { readonly outcome: "invalid"; readonly reason: InvalidReason }
  | { readonly outcome: "filtered"; readonly reason: FilterReason | SamplingReason }
  /** Dropped by a project's own filter rule, named by that rule's id. */
  | { readonly outcome: "filtered"; readonly genericFilterId: string }
  /** `reason` is the quota's reason code, when it has one. */
  | { readonly outcome: "rate_limited"; readonly reason: string | undefined }
) & {
  /** The reference tells nobody about this drop: ours is explained here, but no outcome goes upstream. */
  readonly silent?: boolean;
  /** Which option, feature, limit or rule decided, for whoever runs this relay; never sent. */
  readonly rule?: string;
};

export type FilterReason =
  | "ip-address"
  | "release-version"
  | "error-message"
  | "browser-extensions"
  | "legacy-browsers"
  | "localhost"
  | "web-crawlers"
  | "invalid-csp"
  | "filtered-transaction"
  | "denied-name"
  | "disabled-namespace"
  | "discarded";

/** `Sampled:` and the ids of the rules that decided, joined by `,`. */
export type SamplingReason = `Sampled:${string}`;

export type InvalidReason =
  | ProjectReason
  | SizeReason
  | PayloadReason
  | CrashReason
  | ItemReason
  | ProfileReason;

type ProjectReason =
  | "project_id"
  | "auth_version"
  | "auth_client"
  | "cors"
  | "invalid_signature"
  | "missing_signature"
  | "multi_project_id"
  | "project_state"
  | "project_state_pii"
  | "project_unavailable"
  | "feature_disabled"
  | "disallowed_method"
  | "content_type";

type SizeReason = `too_large:${SizeName}` | "request_too_large" | "nesting_too_deep";

/** What was too large: an item type, as limits and clients know it. */
export type SizeName =
  | "event"
  | "transaction"
  | "security"
  | "raw_security"
  | "unreal_report"
  | "user_report"
  | "user_report_v2"
  | "form_data"
  | "profile"
  | "profile_chunk"
  | "replay_event"
  | "replay_recording"
  | "replay_video"
  | "session"
  | "sessions"
  | "metric_buckets"
  | "client_report"
  | "check_in"
  | "log"
  | "trace_metric"
  | "span"
  | "integration"
  | `attachment:${AttachmentSizeName}`;

export type AttachmentSizeName =
  | "attachment"
  | "minidump"
  | "apple_crash_report"
  | "event_payload"
  | "breadcrumbs"
  | "prosperodump"
  | "nnswitch_dying_message"
  | "unreal_context"
  | "unreal_logs"
  | "view_hierarchy";

type PayloadReason =
  | "no_data"
  | "payload"
  | "empty_body"
  | "invalid_body"
  | "invalid_json"
  | "invalid_multipart"
  | "invalid_msgpack"
  | "invalid_proto"
  | "invalid_compression"
  | "invalid_event_id"
  | "invalid_envelope"
  | "internal_envelope"
  | "duplicate_item"
  | "duplicate"
  | "no_event_payload"
  | "timestamp";

type CrashReason =
  | "missing_minidump_upload"
  | "invalid_minidump"
  | "missing_prosperodump_upload"
  | "invalid_prosperodump"
  | "invalid_unreal_report"
  | "process_unreal"
  | "upload_failed"
  | "invalid_placeholder_attachment"
  | "security_report_type"
  | "security_report";

type ItemReason =
  | "invalid_transaction"
  | "transaction_sampled"
  | "transaction_attachment"
  | "invalid_span"
  | "invalid_span_attachment"
  | "invalid_trace_attachment"
  | "missing_dsc"
  | "invalid_dsc"
  | "invalid_replay"
  | "invalid_replay_no_payload"
  | "invalid_replay_pii_scrubber_failed"
  | "invalid_replay_recording"
  | "invalid_replay_video"
  | "invalid_replay_missing_recording"
  | "invalid_log"
  | "invalid_trace_metric"
  | "invalid_check_in"
  | "rate_limited"
  | "queue_failed"
  | "internal";

export type ProfileReason =
  | "invalid_build_id"
  | `profiling_${
      | "failed_serialization"
      | "exceed_size_limit"
      | "invalid_base64_value"
      | "invalid_json"
      | "invalid_sampled_profile"
      | "invalid_transaction_metadata"
      | "invalid_profile_type"
      | "malformed_samples"
      | "malformed_stacks"
      | "invalid_profile_metadata"
      | "no_transaction_associated"
      | "not_enough_samples"
      | "platform_not_supported"
      | "too_many_profiles"
      | "duration_is_too_long"
      | "duration_is_zero"
      | "filtered"
      | "invalid_standalone"}`;

export function invalid(reason: InvalidReason): Rejection {
  return { outcome: "invalid", reason };
}

export function rateLimited(reason: string | undefined): Rejection {
  return { outcome: "rate_limited", reason };
}

/** The same rejection, kept among ourselves. */
export function silently(rejection: Rejection): Rejection {
  return { ...rejection, silent: true };
}

/** The same rejection with the option, feature, limit or rule that decided. */
export function by(rule: string, rejection: Rejection): Rejection {
  return { ...rejection, rule };
}

/** The reason as it is written; `undefined` when there is none. */
export function rejectionReason(rejection: Rejection): string | undefined {
  return "genericFilterId" in rejection ? rejection.genericFilterId : rejection.reason;
}
