/** Item types grouped as people think of them; each group is one chip of the filter bar. */
export interface Kind {
  readonly key: string;
  readonly label: string;
  readonly types: readonly string[];
}

export const KINDS: readonly Kind[] = [
  { key: "errors", label: "Errors", types: ["event"] },
  { key: "traces", label: "Traces", types: ["transaction", "span"] },
  { key: "logs", label: "Logs", types: ["log"] },
  { key: "metrics", label: "Metrics", types: ["trace_metric", "metric_buckets"] },
  { key: "sessions", label: "Sessions", types: ["session", "sessions"] },
  { key: "replays", label: "Replays", types: ["replay_event", "replay_recording", "replay_video"] },
  { key: "profiles", label: "Profiles", types: ["profile", "profile_chunk", "profile_chunk_ui"] },
  { key: "crons", label: "Check-ins", types: ["check_in"] },
  { key: "feedback", label: "Feedback", types: ["feedback", "user_report"] },
  { key: "security", label: "Security", types: ["security", "raw_security"] },
  { key: "files", label: "Attachments", types: ["attachment", "unreal_report", "form_data"] },
  { key: "reports", label: "Client reports", types: ["client_report"] },
];

const LABELS: Readonly<Record<string, string>> = {
  event: "error",
  check_in: "check-in",
  client_report: "client report",
  replay_event: "replay",
  replay_recording: "recording",
  replay_video: "replay video",
  user_report: "feedback",
  trace_metric: "metric",
  metric_buckets: "metrics",
  profile_chunk: "profile",
  profile_chunk_ui: "profile",
  raw_security: "security",
  unreal_report: "unreal",
  form_data: "form data",
};

/** A type's name for people; a message that is no error is called so. */
export function typeLabel(type: string, level = ""): string {
  if (type === "event" && level !== "error" && level !== "fatal" && level !== "") return "message";
  return LABELS[type] ?? type.replaceAll("_", " ");
}

/** Key of the kind a type belongs to; `other` when none. */
export function kindOf(type: string): string {
  return KINDS.find((kind) => kind.types.includes(type))?.key ?? "other";
}
