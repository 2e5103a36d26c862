import { isJsonObject, type JsonObject, type JsonValue, numberOf } from "../../kernel/base/json/value.ts";

/** What a page's content security policy blocked, as its browser reported it. */
export interface CspReport {
  readonly directive: string;
  readonly blockedUri: string;
  readonly violatedDirective: string;
  readonly documentUri: string | undefined;
  readonly referrer: string | undefined;
  /** As events have it. */
  readonly interface: JsonObject;
}

const DIRECTIVES: ReadonlySet<string> = new Set([
  "base-uri",
  "block-all-mixed-content",
  "child-src",
  "connect-src",
  "default-src",
  "fenced-frame-src",
  "font-src",
  "form-action",
  "frame-ancestors",
  "frame-src",
  "img-src",
  "manifest-src",
  "media-src",
  "navigate-to",
  "object-src",
  "plugin-types",
  "prefetch-src",
  "referrer",
  "report-to",
  "report-uri",
  "require-sri-for",
  "require-trusted-types-for",
  "sandbox",
  "script-src",
  "script-src-attr",
  "script-src-elem",
  "style-src",
  "style-src-attr",
  "style-src-elem",
  "trusted-types",
  "upgrade-insecure-requests",
  "worker-src",
]);

/** Names of members, as browsers have spelt them over the years. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  effective_directive: ["effective-directive", "effectiveDirective"],
  blocked_uri: ["blocked-uri", "blockedURL"],
  document_uri: ["document-uri", "documentURL"],
  original_policy: ["original-policy", "originalPolicy"],
  referrer: [],
  status_code: ["status-code", "statusCode"],
  violated_directive: ["violated-directive", "violatedDirective"],
  source_file: ["source-file", "sourceFile"],
  line_number: ["line-number", "lineNumber"],
  column_number: ["column-number", "columnNumber"],
  script_sample: ["script-sample", "sample"],
  disposition: [],
};
const NUMBERS: readonly string[] = ["status_code", "line_number", "column_number"];
const SPELT = new Map(
  Object.entries(SPELLINGS).flatMap(([name, others]) =>
    [name, ...others].map((spelt) => [spelt, name] as const),
  ),
);

/** Thrown inside this file only. */
class ReportError extends Error {}

/** @returns `undefined` when it is no report */
export function readCspReport(body: JsonValue | undefined): CspReport | undefined {
  if (!isJsonObject(body)) return undefined;
  try {
    return read(body);
  } catch (error) {
    if (error instanceof ReportError) return undefined;
    throw error;
  }
}

function read(body: JsonObject): CspReport {
  const { known, other } = sortMembers(body);
  const blockedUri = known.blocked_uri === undefined ? "self" : textOf(known.blocked_uri, true);
  const violatedDirective = textOf(known.violated_directive) ?? "";
  const directive = directiveOf(textOf(known.effective_directive) ?? "", violatedDirective);
  const fields: JsonObject = { effective_directive: directive };
  for (const name of Object.keys(SPELLINGS)) {
    if (name === "effective_directive") continue;
    fields[name] = NUMBERS.includes(name) ? countOf(known[name]) : textOf(known[name]);
  }
  fields.blocked_uri = blockedUri;
  fields.violated_directive = violatedDirective;
  return {
    directive,
    blockedUri: blockedUri as string,
    violatedDirective,
    documentUri: textOf(known.document_uri),
    referrer: textOf(known.referrer),
    interface: { ...fields, ...other },
  };
}

function sortMembers(body: JsonObject): { readonly known: JsonObject; readonly other: JsonObject } {
  const [known, other]: [JsonObject, JsonObject] = [{}, {}];
  for (const [key, value] of Object.entries(body)) {
    const name = SPELT.get(key);
    if (name === undefined) other[key] = value;
    else known[name] = value;
  }
  return { known, other };
}

/** Older browsers only say which directive of the policy was violated, with all that it allows. */
function directiveOf(effective: string, violated: string): string {
  if (DIRECTIVES.has(effective)) return effective;
  const [first = ""] = violated.trim().split(/\s/, 1);
  if (DIRECTIVES.has(first)) return first;
  throw new ReportError("no directive is known");
}

function textOf(value: JsonValue | undefined, isRequired = false): string | undefined {
  if (typeof value === "string") return value;
  if (isRequired || (value !== undefined && value !== null)) throw new ReportError("not a text");
  return undefined;
}

/** A whole number, which some browsers put in quotes. */
function countOf(value: JsonValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : numberOf(value);
  if (count !== undefined && Number.isInteger(count) && count >= 0) return count;
  throw new ReportError("not a number");
}
