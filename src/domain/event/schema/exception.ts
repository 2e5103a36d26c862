import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import {
  boolean,
  field,
  jsonString,
  LIMITS,
  map,
  object,
  signed,
  string,
  struct,
  threadId,
  unsigned,
} from "./basic.ts";
import { LOCK_REASON, stacktrace } from "./stacktrace.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;

const MECHANISM_META = struct("mechanismmeta", {
  errno: field(struct("cerror", { number: signed(), name: string() }, { other: "drop" })),
  signal: field(
    struct(
      "posixsignal",
      { number: signed(), code: signed(), name: string(), code_name: string() },
      { other: "drop" },
    ),
  ),
  mach_exception: field(
    struct(
      "machexception",
      { exception: signed(), code: unsigned(), subcode: unsigned(), name: string() },
      { other: "drop" },
    ),
  ),
  ns_error: field(struct("nserror", { code: signed(), domain: string() }, { other: "drop" })),
});

const MECHANISM = struct(
  "exception mechanism",
  {
    type: string({ required: true, nonEmpty: true, ...LIMITS.enumLike }),
    synthetic: boolean(),
    handled: boolean(),
    is_exception_group: boolean(),
    description: string({ ...LIMITS.message, pii: "true" }),
    help_link: string({ nonEmpty: true, ...LIMITS.path }),
    source: string({ nonEmpty: true, ...LIMITS.enumLike, forbidden: /[ \t\r\n]/ }),
    exception_id: unsigned(),
    parent_id: unsigned(),
    data: object({ ...E, ...LIMITS.smallBag, pii: "true" }),
    meta: field(MECHANISM_META, E),
  },
  { read: readMechanism },
);

/** Without a type it is in the form of old Apple SDKs: signal and exception at its top, and free data beside them. */
function readMechanism(value: JsonValue, at: Cursor): JsonValue {
  if (!isJsonObject(value)) return at.reject("expected exception mechanism", value);
  if ("type" in value) return value;
  if (Object.keys(value).length === 0) return null;
  const { posix_signal: signal, mach_exception: exception, ...rest } = value;
  const data: JsonObject = {};
  for (const key of Object.keys(rest)) setMember(data, key, rest[key]);
  const meta: JsonObject = {};
  if (signal !== undefined)
    meta.signal = renamed(signal, SIGNAL_NAMES, "legacyposixsignal", ["meta", "signal"], at);
  if (exception !== undefined)
    meta.mach_exception = renamed(
      exception,
      EXCEPTION_NAMES,
      "legacymachexception",
      ["meta", "mach_exception"],
      at,
    );
  return { type: "generic", data, meta };
}

const SIGNAL_NAMES = { signal: "number", code: "code", name: "name", code_name: "code_name" };
const EXCEPTION_NAMES = { exception: "exception", code: "code", subcode: "subcode", exception_name: "name" };

function renamed(
  value: JsonValue,
  names: Readonly<Record<string, string>>,
  expected: string,
  path: readonly string[],
  at: Cursor,
): JsonValue {
  if (value === null) return null;
  if (!isJsonObject(value)) {
    at.path.push(...path);
    at.reject(`expected ${expected}`, value);
    at.path.length -= path.length;
    return null;
  }
  const result: JsonObject = {};
  for (const [old, name] of Object.entries(names)) if (value[old] !== undefined) result[name] = value[old];
  return result;
}

export const EXCEPTION = struct(
  "exception",
  {
    type: string(LIMITS.short),
    value: jsonString({ ...LIMITS.message, pii: "true" }),
    module: string(LIMITS.short),
    stacktrace: stacktrace({ aliases: ["sentry.interfaces.Stacktrace"] }),
    raw_stacktrace: stacktrace(),
    thread_id: threadId(),
    mechanism: field(MECHANISM),
  },
  { types: VALUE_TYPES.error },
);

export const THREAD = struct(
  "thread",
  {
    id: threadId(),
    name: string(LIMITS.summary),
    stacktrace: stacktrace(),
    raw_stacktrace: stacktrace(),
    crashed: boolean(),
    current: boolean(),
    main: boolean(),
    state: string(E),
    held_locks: map(LOCK_REASON),
  },
  { types: VALUE_TYPES.thread },
);
