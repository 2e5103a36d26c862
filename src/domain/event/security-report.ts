import { parseJson } from "../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import { invalid, type Rejection } from "../protocol/rejection.ts";
import { blockedHost, cspMessage } from "./csp-message.ts";
import { type CspReport, readCspReport } from "./csp-report.ts";
import { EventDocument } from "./document.ts";

/** What the request that brought a report said besides. */
export interface ReportOrigin {
  readonly release: string | undefined;
  readonly environment: string | undefined;
  /** The page's, as the browser said. */
  readonly origin: string | undefined;
}

/** A browser sent what nobody asked for: reports of other kinds go the same way. */
const OTHER_KIND: Rejection = { outcome: "filtered", reason: "invalid-csp", rule: "filter/invalid-csp" };

/**
 * Makes an event of a browser's security report.
 * @see https://docs.sentry.io/security-legal-pii/security/security-policy-reporting/
 */
export function readSecurityReport(payload: Uint8Array, origin: ReportOrigin): EventDocument | Rejection {
  const report = parseWhole(payload);
  if (!isJsonObject(report)) return invalid("invalid_json");
  const { type, body, "csp-report": oldBody } = report;
  if (type !== undefined && type !== null && typeof type !== "string") return invalid("invalid_json");
  const isOld = oldBody !== undefined && oldBody !== null;
  if (!isOld && type !== "csp-violation")
    return typeof type === "string" ? OTHER_KIND : invalid("security_report_type");
  const csp = readCspReport(isOld ? oldBody : body);
  return csp === undefined ? invalid("security_report") : new EventDocument(eventOf(csp, origin));
}

function eventOf(csp: CspReport, { release, environment, origin }: ReportOrigin): JsonObject {
  const host = blockedHost(csp.blockedUri);
  const tags: JsonValue[] = [
    ["effective-directive", csp.directive],
    ["blocked-uri", csp.blockedUri],
  ];
  if (host !== undefined) tags.push(["blocked-host", host]);
  const headers: JsonValue[] = [];
  if (csp.referrer !== undefined && csp.referrer !== "") headers.push(["Referer", csp.referrer]);
  if (origin !== undefined) headers.push(["Origin", origin]);
  return {
    type: "csp",
    culprit: csp.violatedDirective,
    logentry: { formatted: cspMessage(csp) },
    release,
    environment,
    request: { url: csp.documentUri, headers: headers.length === 0 ? undefined : headers },
    tags,
    csp: csp.interface,
  };
}

/** Nothing may follow: a report is no stream. */
function parseWhole(payload: Uint8Array): JsonValue | undefined {
  const parsed = parseJson(payload);
  if (!parsed.ok) return undefined;
  try {
    JSON.parse(new TextDecoder().decode(payload));
    return parsed.value;
  } catch {
    return undefined;
  }
}
