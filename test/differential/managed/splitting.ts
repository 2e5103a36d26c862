import { EVENT_ID, type ManagedCase, type Part, single } from "./case.ts";
import {
  ATTACHMENT,
  attachment,
  CHECK_IN,
  container,
  EVENT,
  log,
  metric,
  RECORDING,
  REPLAY_EVENT,
  SECURITY,
  session,
  span,
  TRANSACTION,
  traceAttachment,
  USER_REPORT,
  WITH_TRACE,
} from "./parts.ts";

const NONSENSE = "nonsense";
const WITH_OWN_TRACE = { header: { event_id: EVENT_ID, trace: "own" } };
const checkIn = (more: Record<string, unknown>): Part => [
  { type: "check_in" },
  { check_in_id: EVENT_ID, monitor_slug: "a", status: "ok", ...more },
];

/** Payloads that cannot be. */
const UNREADABLE: readonly ManagedCase[] = [
  single("an unreadable event with company", [[{ type: "event" }, NONSENSE], ATTACHMENT, USER_REPORT]),
  single("an event with something after it", [[{ type: "event" }, "{} x"]]),
  single("an empty event", [[{ type: "event" }, ""]]),
  single("an unreadable transaction with an attachment", [[{ type: "transaction" }, NONSENSE], ATTACHMENT]),
  single("unreadable feedback", [[{ type: "feedback" }, NONSENSE]]),
  single("an unreadable check-in", [[{ type: "check_in" }, NONSENSE]]),
  single("a check-in of no monitor", [checkIn({ monitor_slug: undefined })]),
  single("a check-in without a status", [checkIn({ status: undefined })]),
  single("a check-in of no environment", [checkIn({ environment: null })]),
  single("a check-in of a long environment", [checkIn({ environment: "e".repeat(65) })]),
  single("an unreadable replay event", [[{ type: "replay_event" }, NONSENSE], RECORDING]),
  single("an unreadable single span", [[{ type: "span" }, NONSENSE]], WITH_OWN_TRACE),
  single("no logs", [container("log", "log", [])]),
  single("no spans", [container("span", "span.v2", [])], WITH_OWN_TRACE),
];

/** Which items go together, and which are too many. */
export const SPLITTING: readonly ManagedCase[] = [
  single("an event", [EVENT]),
  single("an event with company", [EVENT, ATTACHMENT, USER_REPORT]),
  single("a transaction with an attachment", [TRANSACTION, ATTACHMENT]),
  single("a transaction with a user report", [TRANSACTION, USER_REPORT]),
  single("an event with a check-in and a session", [EVENT, CHECK_IN, session()]),
  single("an event with an unknown item", [EVENT, [{ type: "new_thing" }, "x"]]),
  single("two unknown items", [
    [{ type: "new_thing" }, "x"],
    [{ type: "newer_thing" }, "y"],
  ]),
  single("an attachment of an unknown kind", [attachment("event.new")]),
  single("attachments alone", [ATTACHMENT, ATTACHMENT]),
  single("an attachment without an event id", [ATTACHMENT], { header: {} }),
  single("a user report alone", [USER_REPORT]),
  single("a user report without an event id", [USER_REPORT], { header: {} }),
  single("a user report that is none", [[{ type: "user_report" }, "nonsense"]]),
  single("a user report of no event", [[{ type: "user_report" }, { name: "a" }]]),
  single("a form alone", [[{ type: "form_data" }, "x"]]),
  single("two check-ins", [CHECK_IN, CHECK_IN]),
  single("a replay", [REPLAY_EVENT, RECORDING]),
  single("a recording alone", [RECORDING]),
  single("a recording without an event id", [RECORDING], { header: {} }),
  single("a replay event alone", [REPLAY_EVENT]),
  single("a video beside a recording", [[{ type: "replay_video" }, "x"], RECORDING]),
  single("logs", [container("log", "log", [log, log])]),
  single("logs that count wrong", [container("log", "log", [log, log], 3)]),
  single("logs without a count", [
    [{ type: "log", content_type: "application/vnd.sentry.items.log+json" }, { items: [log] }],
  ]),
  single("logs of another content type", [[{ type: "log", item_count: 1 }, { items: [log] }]]),
  single("logs that are no JSON", [
    [{ type: "log", content_type: "application/vnd.sentry.items.log+json", item_count: 1 }, "nonsense"],
  ]),
  single("trace metrics", [container("trace_metric", "trace-metric", [metric])]),
  single("trace metrics that count wrong", [container("trace_metric", "trace-metric", [metric], 2)]),
  single("spans", [container("span", "span.v2", [span])], { header: { ...WITH_TRACE, trace: "own" } }),
  single("spans without a trace", [container("span", "span.v2", [span])]),
  single("spans that count wrong", [container("span", "span.v2", [span], 2)], {
    header: { ...WITH_TRACE, trace: "own" },
  }),
  single("a span beside a container", [container("span", "span.v2", [span]), [{ type: "span" }, span]], {
    header: { ...WITH_TRACE, trace: "own" },
  }),
  single("a profile alone", [[{ type: "profile" }, "{}"]]),
  single("a profile beside an event", [EVENT, [{ type: "profile" }, "{}"]]),
  single("a profile chunk", [[{ type: "profile_chunk", platform: "python" }, "{}"]]),
  single("a profile chunk without a platform", [[{ type: "profile_chunk" }, "{}"]]),
  single("a trace attachment", [traceAttachment()]),
  single("a trace attachment without metadata", [traceAttachment({ meta_length: undefined })]),
  single("a trace attachment whose metadata is too long", [traceAttachment({ meta_length: 10_000 })]),
  single("a trace attachment beside an event", [EVENT, traceAttachment()]),
  single("a trace attachment beside a transaction", [TRANSACTION, traceAttachment()]),
  single("a minidump", [attachment("event.minidump", "MDMP")]),
  single("a minidump with an event", [attachment("event.minidump", "MDMP"), EVENT, ATTACHMENT]),
  single("two minidumps", [attachment("event.minidump", "MDMP"), attachment("event.minidump", "MDMP")]),
  single("an apple crash report", [attachment("event.applecrashreport"), EVENT]),
  single("a profile chunk of an interface", [[{ type: "profile_chunk_ui", platform: "android" }, "{}"]]),
  single("an unreal report", [[{ type: "unreal_report" }, "x"]]),
  single("a minidump beside an unreal report", [
    attachment("event.minidump", "MDMP"),
    [{ type: "unreal_report" }, "x"],
  ]),
  single("two unreal reports", [
    [{ type: "unreal_report" }, "x"],
    [{ type: "unreal_report" }, "y"],
  ]),
  single("an unreal report with an event", [[{ type: "unreal_report" }, "x"], ATTACHMENT, EVENT]),
  single("a minidump beside a security report", [
    attachment("event.minidump", "MDMP"),
    [{ type: "security" }, SECURITY],
  ]),
  single("a transaction with a minidump", [TRANSACTION, attachment("event.minidump", "MDMP")]),
  single("two attachments before an event", [ATTACHMENT, attachment("event.view_hierarchy", "{}"), EVENT]),
  ...UNREADABLE,
  single("an event payload alone", [attachment("event.payload")]),
  single("breadcrumbs alone", [attachment("event.breadcrumbs")]),
];
