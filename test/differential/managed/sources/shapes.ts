import { post } from "../../case.ts";
import { EVENT_ID } from "../case.ts";
import { breadcrumbs, payload } from "./crash-files.ts";
import {
  attachment,
  EVENT,
  formData,
  inEnvelope,
  MINIDUMP,
  type SourceCase,
  type SourcePart,
  USER_REPORT,
} from "./source-case.ts";

const UNREAL: SourcePart = [{ type: "unreal_report" }, "x"];
const FEEDBACK: SourcePart = [{ type: "feedback" }, { type: "error", message: "f" }];
const CRASHES: Readonly<Record<string, SourcePart>> = {
  minidump: MINIDUMP,
  unreal: UNREAL,
  "apple crash": attachment("event.applecrashreport", "Incident Identifier: x"),
  "gpu dump": attachment("event.nv_gpudmp", "x"),
  switch: attachment("nswitch.dying_message", "sntr"),
  playstation: attachment("playstation.prosperodump", "x"),
};
const PAYLOAD = payload({ release: "mp" });
const CRUMBS = breadcrumbs({ message: "c", timestamp: 5 });
const BROKEN = attachment("event.payload", Buffer.of(0xc1));
const FORM = formData(["sentry[release]", "form"]);
const ATTACHMENT = attachment(undefined, "x");
const event = (value: unknown): SourcePart => [{ type: "event" }, value];

const COMPANY: readonly (readonly [what: string, ...parts: readonly SourcePart[]])[] = [
  ["alone"],
  ["files", PAYLOAD, CRUMBS, ATTACHMENT, USER_REPORT],
  ["an event", EVENT, ATTACHMENT],
  ["an event and files", EVENT, PAYLOAD, CRUMBS, ATTACHMENT],
  ["a form", FORM, ATTACHMENT],
  ["a form and a file", FORM, PAYLOAD],
  ["a form and breadcrumbs", FORM, CRUMBS],
  ["a broken file", BROKEN],
  ["a broken file and an attachment", ATTACHMENT, BROKEN],
  ["an unreadable event", event("nonsense"), PAYLOAD],
  ["an empty event", event("")],
  ["a null event and a file", event("null"), PAYLOAD],
  ["an event that is a number", event("3")],
  ["a number and a file", event("3"), PAYLOAD],
  ["an event of another type", event({ type: "feedback" })],
  ["a broken user report", [{ type: "user_report" }, "bad"]],
];
const RELEASES = { filterSettings: { releases: { releases: ["mp", "form", "e1"] } } };
const quota = (category: string) => ({
  quotas: [{ id: "q", categories: [category], limit: 0, scope: "organization", reasonCode: "qq" }],
});
const EVENTS: readonly (readonly [what: string, value: unknown])[] = [
  ["csp", { csp: { effective_directive: "img-src" } }],
  ["no csp", { type: "csp" }],
  ["feedback", { type: "feedback" }],
  ["an error", { type: "default", exception: { type: "a", value: "b" } }],
  ["no error", { type: "error" }],
  ["an unknown type", { type: "zzz" }],
  ["null", "null"],
  ["a number", "3"],
];
const USER_REPORTS: readonly (readonly [what: string, report: unknown])[] = [
  ["all", { event_id: EVENT_ID, name: "n", email: "e", comments: "c", extra: 1 }],
  ["nulls", { event_id: EVENT_ID, name: null, email: null, comments: null }],
  ["another id", { event_id: "ffffffff-ffff-ffff-ffff-ffffffffffff", name: " n\n" }],
  ["no id", { name: "n" }],
  ["wrong values", { event_id: EVENT_ID, name: 3 }],
  ["white space", ` {"event_id":"${EVENT_ID}"} \n`],
  ["something after it", `{"event_id":"${EVENT_ID}"} x`],
  ["null", "null"],
];

const stored = (what: string, event: unknown): SourceCase => ({
  name: `store: ${what}`,
  request: ({ key, project }) =>
    post(
      `/api/${project}/store/?sentry_key=${key}`,
      JSON.stringify({ event_id: EVENT_ID, ...(event as object) }),
    ),
});

/** What an envelope of errors may be about, and what may come with it. */
export const SHAPES: readonly SourceCase[] = [
  ...Object.entries(CRASHES).flatMap(([name, crash]) =>
    COMPANY.map(([what, ...parts]) => inEnvelope(`${name}: ${what}`, [crash, ...parts])),
  ),
  ...EVENTS.map(([what, value]) =>
    inEnvelope(`event: ${what}`, [event(value), ATTACHMENT, PAYLOAD, USER_REPORT]),
  ),
  stored("an event", { message: "m" }),
  stored("an error", { type: "error", exception: { type: "a", value: "b" } }),
  stored("csp", { type: "csp", csp: { effective_directive: "img-src" } }),
  stored("no csp", { type: "csp", message: "m" }),
  stored("csp that does not say so", { csp: { effective_directive: "img-src" } }),
  stored("feedback", { type: "feedback", contexts: { feedback: { message: "m" } } }),
  stored("an unknown type", { type: "zzz", message: "m" }),
  stored("large numbers", { extra: { a: 1.5e300, b: "12345678901234567890" } }),
  inEnvelope("event: headers", [[{ type: "event", foo: "bar" }, { message: "m" }]]),
  inEnvelope("feedback: company", [FEEDBACK, ATTACHMENT, PAYLOAD, USER_REPORT]),
  inEnvelope("feedback: broken company", [FEEDBACK, [{ type: "user_report" }, "bad"]]),
  inEnvelope("feedback: null", [[{ type: "feedback" }, "null"], ATTACHMENT]),
  ...USER_REPORTS.flatMap(([what, report]) => [
    inEnvelope(`user report: ${what}`, [EVENT, [{ type: "user_report", foo: "x" }, report]]),
    inEnvelope(`user report alone: ${what}`, [[{ type: "user_report", foo: "x" }, report]]),
  ]),
  inEnvelope("several: two unreal reports", [UNREAL, UNREAL, PAYLOAD]),
  inEnvelope("several: unreal and minidump", [MINIDUMP, UNREAL, PAYLOAD]),
  inEnvelope("several: minidump and apple", [MINIDUMP, CRASHES["apple crash"] as SourcePart, PAYLOAD]),
  inEnvelope("several: switch and minidump", [CRASHES.switch as SourcePart, MINIDUMP, PAYLOAD]),
  inEnvelope("filtered: files", [MINIDUMP, PAYLOAD, CRUMBS, ATTACHMENT], RELEASES),
  inEnvelope("filtered: form", [MINIDUMP, FORM, ATTACHMENT, USER_REPORT], RELEASES),
  inEnvelope("filtered: event", [MINIDUMP, event({ release: "e1" }), PAYLOAD, ATTACHMENT], RELEASES),
  inEnvelope("filtered: unreal with files", [UNREAL, PAYLOAD, ATTACHMENT], RELEASES),
  inEnvelope("filtered: unreal with event", [UNREAL, event({ release: "e1" })], RELEASES),
  inEnvelope(
    "filtered: broken user report",
    [event({ release: "e1" }), [{ type: "user_report" }, "bad"]],
    RELEASES,
  ),
  ...["error", "attachment", "attachment_item", "feedback"].flatMap((category) => [
    inEnvelope(`no ${category}: files`, [MINIDUMP, PAYLOAD, CRUMBS, ATTACHMENT], quota(category)),
    inEnvelope(`no ${category}: form`, [MINIDUMP, FORM, USER_REPORT], quota(category)),
    inEnvelope(`no ${category}: broken file`, [MINIDUMP, BROKEN, ATTACHMENT], quota(category)),
    inEnvelope(`no ${category}: unreal`, [UNREAL, PAYLOAD, ATTACHMENT], quota(category)),
    inEnvelope(`no ${category}: minidump and event`, [MINIDUMP, EVENT, ATTACHMENT], quota(category)),
    inEnvelope(`no ${category}: switch`, [CRASHES.switch as SourcePart, EVENT, ATTACHMENT], quota(category)),
    inEnvelope(`no ${category}: feedback`, [FEEDBACK, ATTACHMENT, USER_REPORT], quota(category)),
  ]),
];
