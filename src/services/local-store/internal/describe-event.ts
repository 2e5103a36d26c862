import {
  asArray,
  asObject,
  asText,
  asValues,
  firstText,
  type LooseObject,
} from "../../../kernel/base/loose-json.ts";
import type { Description } from "./description.ts";
import { sdkName } from "./wording.ts";

/** What all events share, whatever their kind. */
export function describeCommon(event: LooseObject): Omit<Description, "title"> {
  const trace = asObject(asObject(event.contexts).trace);
  return {
    platform: asText(event.platform),
    sdk: sdkName(event.sdk),
    release: asText(event.release),
    environment: asText(event.environment),
    traceId: asText(trace.trace_id),
    eventId: asText(event.event_id),
  };
}

/** An error or message: titled by its last exception, else by its text. */
export function describeEvent(parsed: unknown): Description {
  const event = asObject(parsed);
  const exceptions = asValues(event.exception).map(asObject);
  const last = exceptions[exceptions.length - 1];
  const message = eventMessage(event);
  return {
    ...describeCommon(event),
    title:
      last === undefined ? firstText(message, event.transaction, "Message") : exceptionTitle(last, message),
    subtitle: firstText(last && topFrame(last), event.culprit, event.transaction, event.logger),
    level: firstText(event.level, "error"),
    words: eventWords(event, exceptions, message),
  };
}

function exceptionTitle(exception: LooseObject, message: string): string {
  const type = asText(exception.type);
  const value = firstText(exception.value, message);
  if (type === "") return value === "" ? "Error" : value;
  return value === "" ? type : `${type}: ${value}`;
}

function eventMessage(event: LooseObject): string {
  const entry = asObject(event.logentry ?? event["sentry.interfaces.Message"]);
  const message = event.message;
  return firstText(
    entry.formatted,
    entry.message,
    message,
    asObject(message).formatted,
    asObject(message).message,
  );
}

/** The frame where it happened: the last one of the application's own code, else the last. */
function topFrame(exception: LooseObject): string {
  const frames = asArray(asObject(exception.stacktrace).frames).map(asObject);
  const frame = frames.findLast((f) => f.in_app === true) ?? frames[frames.length - 1];
  if (frame === undefined) return "";
  const where = firstText(frame.filename, frame.module, frame.package);
  const line = asText(frame.lineno);
  const name = asText(frame.function);
  const place = line === "" ? where : `${where}:${line}`;
  return name === "" || name === "?" ? place : `${name} in ${place}`;
}

function eventWords(event: LooseObject, exceptions: readonly LooseObject[], message: string): string[] {
  const user = asObject(event.user);
  const request = asObject(event.request);
  const words = [message, asText(event.transaction), asText(request.url), asText(event.server_name)];
  for (const exception of exceptions) {
    words.push(asText(exception.type), asText(exception.value));
    for (const frame of asArray(asObject(exception.stacktrace).frames).slice(-12).map(asObject)) {
      words.push(`${asText(frame.function)} ${firstText(frame.filename, frame.module)}`);
    }
  }
  words.push(asText(user.id), asText(user.email), asText(user.username));
  const tags = event.tags;
  const pairs = Array.isArray(tags) ? tags.map(asArray) : Object.entries(asObject(tags));
  for (const [key, value] of pairs) words.push(`${asText(key)}:${asText(value)}`);
  return words;
}

const REPORTS: readonly (readonly [key: string, title: string])[] = [
  ["csp-report", "CSP"],
  ["expect-ct-report", "Expect-CT"],
  ["expect-staple-report", "Expect-Staple"],
  ["known-pins", "HPKP"],
];

/** A browser's security report, raw or already made into an event. */
export function describeSecurity(parsed: unknown, header: LooseObject): Description {
  const report = Array.isArray(parsed) ? asObject(parsed[0]) : asObject(parsed);
  const known = REPORTS.find(([key]) => report[key] !== undefined);
  const csp = asObject(report["csp-report"] ?? report.csp ?? report.body);
  const directive = firstText(csp["effective-directive"], csp.effectiveDirective, csp["violated-directive"]);
  const blocked = firstText(csp["blocked-uri"], csp.blockedURL, csp.blocked_uri);
  const title =
    directive === ""
      ? `${known?.[1] ?? "Security"} report`
      : `CSP: ${directive}${blocked === "" ? "" : ` blocked ${blocked}`}`;
  return {
    ...describeCommon(report),
    title,
    subtitle: firstText(csp["document-uri"], csp.documentURL, report.url),
    level: "warning",
    release: firstText(report.release, header.sentry_release),
    environment: firstText(report.environment, header.sentry_environment),
    words: [blocked, directive],
  };
}
