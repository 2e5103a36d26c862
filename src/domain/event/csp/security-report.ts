import { isJson } from "../../../kernel/base/json/is-json.ts";
import { parseWholeJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, type JsonValue, memberOf } from "../../../kernel/base/json/value.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { type CspReport, readCspReport } from "./report.ts";
import { cspCulprit, cspMessage, cspTags } from "./texts.ts";

/** Why a report makes no event. */
export type NoReport =
  | "invalid_json"
  /** It does not say what it is about. */
  | "unknown_type"
  /** It is about something else than content security: deprecations, interventions and the like. */
  | "unsupported_type"
  | "malformed";

/** What is known of a report besides what it says. */
export interface ReportOrigin {
  readonly release: string | undefined;
  readonly environment: string | undefined;
  /** `Origin` of the request that brought it. */
  readonly origin: string | undefined;
}

/**
 * Makes an event of a browser's report: of `{"csp-report": {…}}` as `report-uri` gets it, or of the Reporting API's
 * `{"type": "csp-violation", "body": {…}}`.
 * @see https://www.w3.org/TR/CSP3/#reporting
 */
export function eventOfReport(payload: Uint8Array, origin: ReportOrigin): Result<JsonObject, NoReport> {
  const parsed = parseWholeJson(payload);
  if (!parsed.ok) return err(isJson(payload) ? "malformed" : "invalid_json"); // too deep, say, to be read
  const { value } = parsed;
  if (!isJsonObject(value)) return err("invalid_json");
  const type = memberOf(value, "type") ?? null;
  if (type !== null && typeof type !== "string") return err("invalid_json");
  const named = memberOf(value, "csp-report") ?? null;
  if (named === null && type !== "csp-violation")
    return err(type === null ? "unknown_type" : "unsupported_type");
  const report = isJsonObject(named) ? named : (memberOf(value, "body") ?? null);
  const csp = isJsonObject(report) ? readCspReport(report) : undefined;
  return csp === undefined ? err("malformed") : ok(eventOf(csp, origin));
}

function eventOf(csp: CspReport, { release, environment, origin }: ReportOrigin): JsonObject {
  const headers: JsonValue[] = [];
  if (csp.referrer !== undefined && csp.referrer !== "") headers.push(["Referer", csp.referrer]);
  if (origin !== undefined) headers.push(["Origin", origin]);
  return {
    culprit: cspCulprit(csp),
    logentry: { formatted: cspMessage(csp) },
    release,
    environment,
    request: { url: csp.documentUri, headers: headers.length > 0 ? headers : undefined },
    tags: cspTags(csp),
    csp: csp.members,
  };
}
