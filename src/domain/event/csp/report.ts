import {
  isRawNumber,
  type JsonObject,
  type JsonValue,
  rawNumber,
  setMember,
} from "../../../kernel/base/json/value.ts";

/** What a browser says about something that a content security policy stopped. */
export interface CspReport {
  readonly directive: string;
  readonly blockedUri: string;
  readonly violatedDirective: string;
  readonly documentUri: string | undefined;
  readonly referrer: string | undefined;
  /** All of it, in our spelling: the event's `csp`. */
  readonly members: JsonObject;
}

type Kind = "text" | "present" | "number";
/** Of each member in our spelling: what it must be, and how browsers spell it besides. */
const MEMBERS: readonly (readonly [name: string, kind: Kind, ...others: string[]])[] = [
  ["effective_directive", "text", "effective-directive", "effectiveDirective"],
  ["blocked_uri", "present", "blocked-uri", "blockedURL"],
  ["document_uri", "text", "document-uri", "documentURL"],
  ["original_policy", "text", "original-policy", "originalPolicy"],
  ["referrer", "text"],
  ["status_code", "number", "status-code", "statusCode"],
  ["violated_directive", "present", "violated-directive", "violatedDirective"],
  ["source_file", "text", "source-file", "sourceFile"],
  ["line_number", "number", "line-number", "lineNumber"],
  ["column_number", "number", "column-number", "columnNumber"],
  ["script_sample", "text", "script-sample", "scriptSample", "sample"],
  ["disposition", "text"],
];
const SPELLINGS: ReadonlyMap<string, readonly [name: string, kind: Kind]> = new Map(
  MEMBERS.flatMap(([name, kind, ...others]) =>
    [name, ...others].map((spelling) => [spelling, [name, kind] as const] as const),
  ),
);

const DIRECTIVES = new Set(
  (
    "base-uri child-src connect-src default-src fenced-frame-src font-src form-action frame-ancestors frame-src img-src " +
    "manifest-src media-src object-src plugin-types prefetch-src referrer script-src script-src-attr script-src-elem " +
    "style-src style-src-elem style-src-attr upgrade-insecure-requests worker-src sandbox navigate-to report-uri " +
    "report-to block-all-mixed-content require-sri-for require-trusted-types-for trusted-types"
  ).split(" "),
);
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** @returns `undefined` when it is no such report */
export function readCspReport(report: JsonObject): CspReport | undefined {
  const known: JsonObject = {};
  const others: JsonObject = {};
  for (const [key, value] of Object.entries(report)) {
    const spelling = SPELLINGS.get(key);
    if (spelling === undefined) setMember(others, key, value);
    else if (spelling[0] in known) return undefined;
    else {
      const read = readMember(value as JsonValue, spelling[1]);
      if (read === undefined) return undefined;
      known[spelling[0]] = read;
    }
  }
  const violatedDirective = textOf(known.violated_directive) ?? "";
  const directive = directiveOf(textOf(known.effective_directive)) ?? directiveOf(violatedDirective);
  if (directive === undefined) return undefined;
  const blockedUri = textOf(known.blocked_uri) ?? "self";
  const members = inOrder({ ...known, effective_directive: directive, blocked_uri: blockedUri });
  members.violated_directive = violatedDirective;
  for (const [key, value] of Object.entries(others)) setMember(members, key, value);
  return {
    directive,
    blockedUri,
    violatedDirective,
    documentUri: textOf(known.document_uri),
    referrer: textOf(known.referrer),
    members,
  };
}

/** @returns `undefined` when it cannot be; null says nothing */
function readMember(value: JsonValue, kind: Kind): JsonValue | undefined {
  if (kind === "number") return readNumber(value);
  if (value === null) return kind === "text" ? null : undefined;
  return typeof value === "string" ? value : undefined;
}

/** A whole number of 64 bits, or its digits as text. */
function readNumber(value: JsonValue): JsonValue | undefined {
  if (value === null) return null;
  const text = isRawNumber(value) ? value.rawJSON : typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return undefined;
  if (!(typeof value === "string" ? /^\+?\d+$/ : /^\d+$/).test(text) || text.length > 1_000) return undefined;
  const whole = BigInt(text.replace("+", ""));
  if (whole > U64_MAX) return undefined;
  return whole <= Number.MAX_SAFE_INTEGER ? Number(whole) : rawNumber(whole.toString());
}

/** The first word, if it is one of the directives that there are. */
function directiveOf(text: string | undefined): string | undefined {
  const [word = ""] = text?.split(" ", 1) ?? [];
  return DIRECTIVES.has(word) ? word : undefined;
}

function inOrder(known: JsonObject): JsonObject {
  const members: JsonObject = {};
  for (const [name] of MEMBERS)
    if (known[name] !== null && known[name] !== undefined) members[name] = known[name];
  return members;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
