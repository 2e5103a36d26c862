import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../kernel/base/loose-json.ts";
import type { Fate, FateOutcome } from "../capture.ts";
import { describeCommon } from "./describe-event.ts";
import type { Description } from "./description.ts";
import { counted } from "./wording.ts";

/** One session update, or aggregates of many. */
export function describeSession(parsed: unknown): Description {
  const session = asObject(parsed);
  const attrs = asObject(session.attrs);
  const common = { release: asText(attrs.release), environment: asText(attrs.environment) };
  const aggregates = session.aggregates;
  if (Array.isArray(aggregates)) return { ...common, ...describeAggregates(aggregates.map(asObject)) };
  const status = firstText(session.status, "ok");
  const errors = asNumber(session.errors) ?? 0;
  const begun = session.init === true ? "started" : "updated";
  return {
    ...common,
    title: `Session ${status === "ok" ? begun : status}`,
    subtitle: [errors > 0 ? counted(errors, "error") : "", common.release]
      .filter((s) => s !== "")
      .join(" · "),
    level: status === "crashed" || status === "abnormal" ? "error" : "info",
    words: [asText(session.sid), asText(session.did)],
  };
}

const SESSION_ENDS = ["exited", "errored", "abnormal", "unhandled", "crashed"] as const;

function describeAggregates(aggregates: readonly LooseObject[]): Description {
  const sums = SESSION_ENDS.map((end) => aggregates.reduce((sum, a) => sum + (asNumber(a[end]) ?? 0), 0));
  const told = SESSION_ENDS.map((end, i) => ((sums[i] ?? 0) > 0 ? `${sums[i]} ${end}` : "")).filter(
    (s) => s !== "",
  );
  const count = sums.reduce((a, b) => a + b, 0);
  return {
    title: counted(count, "session"),
    subtitle: told.join(" · "),
    level: (sums[4] ?? 0) > 0 ? "error" : "info",
    count: Math.max(1, count),
  };
}

export function describeCheckIn(parsed: unknown): Description {
  const checkIn = asObject(parsed);
  const status = firstText(checkIn.status, "unknown");
  const duration = asNumber(checkIn.duration);
  return {
    title: `${firstText(checkIn.monitor_slug, "check-in")}: ${status.replaceAll("_", " ")}`,
    subtitle: duration === undefined ? scheduleText(checkIn) : `after ${duration} s`,
    level: status === "error" || status === "missed" ? "error" : "info",
    environment: asText(checkIn.environment),
    release: asText(checkIn.release),
    traceId: asText(asObject(asObject(checkIn.contexts).trace).trace_id),
    eventId: asText(checkIn.check_in_id),
  };
}

function scheduleText(checkIn: LooseObject): string {
  const schedule = asObject(asObject(checkIn.monitor_config).schedule);
  const value = asText(schedule.value);
  if (value === "") return "";
  return schedule.type === "interval" ? `every ${value} ${asText(schedule.unit)}` : `cron ${value}`;
}

/** User feedback: the event kind, and the older `user_report`. */
export function describeFeedback(parsed: unknown): Description {
  const report = asObject(parsed);
  const feedback = asObject(asObject(report.contexts).feedback);
  const message = firstText(feedback.message, report.comments, "Feedback");
  const from = firstText(feedback.name, report.name);
  const email = firstText(feedback.contact_email, report.email);
  return {
    ...describeCommon(report),
    title: message,
    subtitle: [from, email, firstText(feedback.url)].filter((s) => s !== "").join(" · "),
    level: "info",
    words: [message, from, email],
  };
}

/** Lists of a client report, and the outcome that each stands for. */
const REPORT_LISTS: readonly (readonly [list: string, outcome: FateOutcome])[] = [
  ["discarded_events", "client_discard"],
  ["rate_limited_events", "rate_limited"],
  ["filtered_events", "filtered"],
  ["filtered_sampling_events", "filtered"],
];

/** What an SDK says it threw away: its row shows that fate, not the report's own. */
export function describeClientReport(parsed: unknown): Description {
  const report = asObject(parsed);
  const drops = REPORT_LISTS.flatMap(([list]) => asArray(report[list]).map(asObject));
  const count = drops.reduce((sum, drop) => sum + (asNumber(drop.quantity) ?? 0), 0);
  const told = drops.map((d) => `${asText(d.quantity)} ${asText(d.category)}: ${asText(d.reason)}`);
  return {
    title: count === 0 ? "Client report" : `${counted(count, "thing")} dropped by the SDK`,
    subtitle: told.join(" · "),
    level: "info",
    count: Math.max(1, count),
    words: told,
    ...(count === 0 ? {} : { fate: reportedFate(report, drops) }),
  };
}

function reportedFate(report: LooseObject, drops: readonly LooseObject[]): Fate {
  const sums = new Map<string, number>();
  for (const drop of drops) {
    const category = firstText(drop.category, "default");
    sums.set(category, (sums.get(category) ?? 0) + (asNumber(drop.quantity) ?? 0));
  }
  const first = REPORT_LISTS.find(([list]) => asArray(report[list]).length > 0);
  const reasons = new Set(drops.map((drop) => asText(drop.reason)));
  return {
    outcome: first?.[1] ?? "client_discard",
    stage: "sdk",
    reason: [...reasons].join(", "),
    quantities: [...sums].map(([category, quantity]) => ({ category, quantity })),
  };
}
