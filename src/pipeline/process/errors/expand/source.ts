import { eventOfReport, type NoReport } from "../../../../domain/event/csp/security-report.ts";
import { EventDocument } from "../../../../domain/event/document.ts";
import { eventOfForm } from "../../../../domain/event/sources/form-event.ts";
import { eventOfFiles } from "../../../../domain/event/sources/msgpack-event.ts";
import type { Item } from "../../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../../domain/protocol/rejection.ts";
import { isJsonObject } from "../../../../kernel/base/json/value.ts";
import { err, ok, type Result } from "../../../../kernel/base/result.ts";
import { decodeFormData } from "../../../parse/form-data.ts";
import type { StepContext } from "../../context.ts";
import { inProperForm, openEvent } from "../../shared/open-event.ts";
import { eventParts } from "./parts.ts";

/** An event, `undefined` for none, or why there can be none. */
export type Source = Result<EventDocument | undefined, Rejection>;

const NO_EVENT: Source = ok(undefined);

/** What is forwarded untouched, with an event beside it or without. */
const CRASHES = new Set(["unreal_report", "event.minidump", "event.nv_gpudmp", "event.applecrashreport"]);

/** Whether files and forms beside the item may make the event. */
export function isCrash(shape: Item): boolean {
  return CRASHES.has(shape.attachmentType ?? shape.type);
}

/** Reads the event that an envelope of this shape is about. */
export function readSource(shape: Item, items: readonly Item[], ctx: StepContext): Source {
  if (isCrash(shape)) return crashSource(shape, items, ctx);
  switch (shape.type) {
    case "raw_security":
      return reportSource(shape, ctx);
    case "security":
      return securitySource(shape);
    case "feedback":
      return typed(shape, "feedback");
    case "event":
      return typed(shape, undefined);
    default: {
      const event = items.find(({ type }) => type === "event");
      return event === undefined ? NO_EVENT : jsonSource(event);
    }
  }
}

function jsonSource(item: Item): Source {
  const event = openEvent(item);
  if (event === undefined) return err(invalid("invalid_json"));
  return event.isNone ? NO_EVENT : ok(event);
}

/** Of these the type is not believed: it follows from the rest. */
function typed(item: Item, type: "feedback" | undefined): Source {
  const source = jsonSource(item);
  if (source.ok && source.value !== undefined) source.value.root.type = type;
  return source;
}

/** The first that is there: an event, files of an event, a form. */
function crashSource(shape: Item, items: readonly Item[], { options }: StepContext): Source {
  const { event, payload, breadcrumbs, form } = eventParts(shape, items);
  const first = event === undefined ? NO_EVENT : jsonSource(event);
  if (!first.ok || first.value !== undefined) return first;
  if (payload !== undefined || breadcrumbs.length > 0) {
    const files = filesSource(payload, breadcrumbs, options.maxEventSizeBytes);
    if (!files.ok || files.value !== undefined) return files;
  }
  return form === undefined ? NO_EVENT : formSource(form);
}

function filesSource(payload: Item | undefined, breadcrumbs: readonly Item[], limitBytes: number): Source {
  const isTooLarge = (item: Item | undefined): boolean => (item?.payload.length ?? 0) > limitBytes;
  if (isTooLarge(payload)) return err(invalid("too_large:attachment:event_payload"));
  if (breadcrumbs.some(isTooLarge)) return err(invalid("too_large:attachment:breadcrumbs"));
  const event = eventOfFiles({
    event: payload?.payload,
    breadcrumbs: breadcrumbs.map((item) => item.payload),
  });
  if (!event.ok) return err(invalid(event.error));
  return event.value.isNone ? NO_EVENT : ok(inProperForm(event.value));
}

function formSource(form: Item): Source {
  const event = eventOfForm(decodeFormData(form.payload));
  return event.ok ? ok(inProperForm(EventDocument.of(event.value))) : err(invalid(event.error));
}

const REFUSALS: Readonly<Record<NoReport, Rejection>> = {
  invalid_json: invalid("invalid_json"),
  unknown_type: invalid("security_report_type"),
  unsupported_type: { outcome: "filtered", reason: "invalid-csp", rule: "report/type" },
  malformed: invalid("security_report"),
};

function reportSource(item: Item, { headers }: StepContext): Source {
  const event = eventOfReport(item.payload, {
    release: item.headers.string("sentry_release"),
    environment: item.headers.string("sentry_environment"),
    origin: headers.meta.origin,
  });
  if (!event.ok) return err(REFUSALS[event.error]);
  return ok(inProperForm(new EventDocument(event.value)));
}

/** A report that somebody made an event of already: that it is one shows by what it has. */
function securitySource(item: Item): Source {
  const source = typed(item, undefined);
  if (!source.ok) return source;
  const { csp, exception } = source.value?.root ?? {};
  const exceptions = isJsonObject(exception) ? exception.values : undefined;
  const hasExceptions = Array.isArray(exceptions) && exceptions.length > 0;
  return isJsonObject(csp) && !hasExceptions ? source : err(invalid("security_report_type"));
}
