import type { JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import { flatSize, MAX_VALUE_SIZE } from "../flat-size.ts";
import {
  boolean,
  eventId,
  field,
  json,
  LIMITS,
  lenient,
  level,
  list,
  map,
  object,
  string,
  struct,
  timestamp,
  unsigned,
} from "./basic.ts";
import { BREADCRUMB } from "./breadcrumb.ts";
import { CONTEXTS } from "./contexts.ts";
import { DEBUG_META } from "./debug-meta.ts";
import { EXCEPTION, THREAD } from "./exception.ts";
import type { ScalarType } from "./format.ts";
import { LOGENTRY } from "./logentry.ts";
import { BREAKDOWNS, measurements } from "./measurements.ts";
import { pairsField, TAGS } from "./pairs.ts";
import { REQUEST } from "./request.ts";
import { lenientText } from "./scalars.ts";
import { SDK } from "./sdk.ts";
import { SPAN } from "./span.ts";
import { STACKTRACE, TEMPLATE } from "./stacktrace.ts";
import { EVENT_TYPE, TRANSACTION_SOURCE } from "./texts.ts";
import { USER } from "./user.ts";
import { VALUE_TYPES } from "./value-types.ts";
import { values } from "./values.ts";

/** Steps look at what the sender gave, empty or not. */
const E = { write: "empty", isLate: true } as const;
const ED = { write: "empty_deep" } as const;
const T = { pii: "true" } as const;

const FINGERPRINT: ScalarType = {
  kind: "scalar",
  types: VALUE_TYPES.array,
  read: (value, at) => {
    if (!Array.isArray(value)) return at.reject("expected an array", value);
    return readFingerprint(value, at);
  },
};

/** What cannot be taken for a text is kept beside, when it is small; nulls go. */
function readFingerprint(parts: readonly JsonValue[], at: Cursor): JsonValue {
  const good: string[] = [];
  const bad: JsonValue[] = [];
  for (const part of parts) {
    const text = lenientText(part);
    if (text !== undefined) good.push(text);
    else if (part !== null && flatSize(part) < MAX_VALUE_SIZE) bad.push(part);
  }
  if (bad.length === 0) return good;
  const meta = at.meta();
  meta.addError("invalid_data", { value: bad });
  meta.setOriginalLength(good.length + bad.length);
  return good.length === 0 ? null : good;
}

const TRANSACTION_INFO = struct(
  "transactioninfo",
  {
    source: field(TRANSACTION_SOURCE),
    original: string({ maxChars: 200, trimmed: true }),
    changes: list(
      struct(
        "transactionnamechange",
        { source: field(TRANSACTION_SOURCE), propagations: unsigned(), timestamp: timestamp() },
        { other: "drop" },
      ),
    ),
    propagations: unsigned(),
  },
  { other: "drop" },
);

const CSP = struct(
  "csp",
  {
    effective_directive: string(T),
    blocked_uri: string(T),
    document_uri: string(T),
    original_policy: string(),
    referrer: string(T),
    status_code: unsigned(),
    violated_directive: string(),
    source_file: string({ pii: "maybe" }),
    line_number: unsigned(),
    column_number: unsigned(),
    script_sample: string(),
    disposition: string(),
  },
  { other: T },
);

const RELAY_INFO = struct("relayinfo", {
  version: string({ required: true, ...LIMITS.short }),
  public_key: string(LIMITS.short),
});

const PROCESSING_ERROR = struct(
  "eventprocessingerror",
  { type: string({ required: true }), name: string(), value: json() },
  { other: { pii: "maybe" } },
);

const METRICS = struct(
  "metrics",
  {
    ...Object.fromEntries(
      "bytes.ingested.event bytes.ingested.event.minidump bytes.ingested.event.applecrashreport bytes.ingested.event.attachment bytes.stored.event bytes.stored.event.minidump bytes.stored.event.applecrashreport bytes.stored.event.attachment ms.processing.symbolicator ms.processing.proguard ms.processing.jvm ms.processing.sourcemaps"
        .split(" ")
        .map((name) => [name, unsigned()] as const),
    ),
    "flag.processing.error": boolean(),
    "flag.processing.fatal": boolean(),
  },
  { other: "drop" },
);

const LEGACY = "sentry.interfaces";

/** The event as a whole. Its root has neither type nor key for selectors. */
export const EVENT = struct(
  "event",
  {
    event_id: eventId(),
    level: level(),
    version: string(),
    type: field(EVENT_TYPE),
    fingerprint: field(FINGERPRINT, { ...E, uncut: true }),
    culprit: string({ maxChars: 200, pii: "maybe" }),
    transaction: string({ maxChars: 200, trimmed: true }),
    transaction_info: field(TRANSACTION_INFO),
    time_spent: unsigned(),
    logentry: field(LOGENTRY, { ...E, aliases: [`${LEGACY}.Message`, "message"] }),
    logger: string({ maxChars: 64, forbidden: /[\r\n]/ }),
    modules: map(string(ED), { ...ED, ...LIMITS.largeBag }),
    platform: string(),
    timestamp: timestamp(),
    start_timestamp: timestamp(),
    received: timestamp(),
    server_name: string({ ...LIMITS.short, ...T }),
    release: lenient({ ...E, maxChars: 200, trimmed: true, nonEmpty: true }),
    dist: string({ trimmed: true, nonEmpty: true, forbidden: /[^a-zA-Z0-9_.-]/u }),
    environment: string({ maxChars: 64, trimmed: true, nonEmpty: true }),
    site: string(LIMITS.short),
    user: field(USER, { ...E, aliases: [`${LEGACY}.User`] }),
    request: field(REQUEST, { ...E, aliases: [`${LEGACY}.Http`] }),
    contexts: { ...CONTEXTS, aliases: [`${LEGACY}.Contexts`] },
    breadcrumbs: values(BREADCRUMB, { aliases: [`${LEGACY}.Breadcrumbs`] }),
    exception: values(EXCEPTION, { aliases: [`${LEGACY}.Exception`] }),
    stacktrace: field(STACKTRACE, { ...E, aliases: [`${LEGACY}.Stacktrace`] }),
    template: field(TEMPLATE, { aliases: [`${LEGACY}.Template`] }),
    threads: values(THREAD),
    tags: pairsField(TAGS, { ...E, pii: "maybe" }),
    extra: {
      type: { kind: "map", item: json({ maxDepth: 7, maxBytes: 16_384, write: "never" }) },
      ...E,
      ...T,
      maxDepth: 7,
      maxBytes: 262_144,
    },
    debug_meta: field(DEBUG_META, E),
    sdk: field(SDK, E),
    ingest_path: list(RELAY_INFO, { ...E, ...LIMITS.smallBag }),
    errors: list(field(PROCESSING_ERROR, ED), ED),
    key_id: string(),
    project: unsigned(),
    grouping_config: object(),
    checksum: string({ maxChars: 128 }),
    csp: field(CSP, { aliases: [`${LEGACY}.Csp`] }),
    spans: list(field(SPAN, { uncut: true }), { maxBytes: 819_200 }),
    measurements: measurements(E),
    breakdowns: BREAKDOWNS,
    scraping_attempts: json(),
    _metrics: field(METRICS, { uncut: true }),
    _dsc: json(),
    _performance_issues_spans: boolean({ ...E, uncut: true }),
  },
  { other: { pii: "true", removal: "error" } },
);
