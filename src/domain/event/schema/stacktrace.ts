import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import {
  address,
  boolean,
  field,
  LIMITS,
  list,
  map,
  path,
  register,
  signed,
  string,
  struct,
  threadId,
  unsigned,
} from "./basic.ts";
import { type Attributes, type Field, JSON_TYPE } from "./format.ts";
import { ADDRESS_ADJUSTMENT, LOCK_TYPE } from "./texts.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;

export const LOCK_REASON = struct("lockreason", {
  type: field(LOCK_TYPE, { required: true }),
  address: string(E),
  package_name: string(E),
  class_name: string(E),
  thread_id: threadId(E),
});

const FRAME_DATA = struct("framedata", {
  sourcemap: string(LIMITS.path),
  orig_function: string(LIMITS.short),
  orig_filename: string(LIMITS.path),
  orig_lineno: unsigned(),
  orig_colno: unsigned(),
  orig_in_app: signed(),
});

export const FRAME = struct(
  "frame",
  {
    function: string({ ...E, ...LIMITS.symbol }),
    raw_function: string({ ...E, ...LIMITS.symbol }),
    symbol: string({ maxChars: 512 }),
    module: string({ ...E, pii: "maybe" }),
    package: string(E),
    filename: path({ ...E, ...LIMITS.path, pii: "maybe" }),
    abs_path: path({ ...E, ...LIMITS.path, pii: "maybe" }),
    file_revision: string({ ...E, pii: "maybe" }),
    lineno: unsigned(),
    colno: unsigned(),
    platform: string(E),
    pre_context: list(string(), E),
    context_line: string(),
    post_context: list(string(), E),
    parent_index: signed(),
    sample_count: unsigned(),
    in_app: boolean(),
    stack_start: boolean(),
    vars: {
      type: { kind: "map", item: field(JSON_TYPE, { write: "never" }), read: readVars },
      ...LIMITS.smallBag,
      pii: "true",
    },
    data: field(FRAME_DATA, E),
    image_addr: address(),
    instruction_addr: address(),
    symbol_addr: address(),
    addr_mode: string(E),
    function_id: address(E),
    trust: string(LIMITS.enumLike),
    lang: string(LIMITS.enumLike),
    lock: field(LOCK_REASON),
  },
  { types: VALUE_TYPES.frame },
);

/** Some SDKs send variables as a list. */
function readVars(value: JsonValue, at: Cursor): JsonValue {
  if (isJsonObject(value)) return value;
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return at.reject("expected an object", value);
}

export const STACKTRACE = struct(
  "rawstacktrace",
  {
    frames: list(FRAME, { required: true, nonEmpty: true, ...E }),
    registers: map(register()),
    instruction_addr_adjustment: field(ADDRESS_ADJUSTMENT),
    lang: string(LIMITS.enumLike),
    snapshot: boolean(),
  },
  { types: VALUE_TYPES.stack },
);

export function stacktrace(attributes: Attributes = {}): Field {
  return field(STACKTRACE, { ...E, ...attributes });
}

export const TEMPLATE = struct("templateinfo", {
  filename: string({ maxChars: 128, allowance: 20, pii: "true" }),
  abs_path: string({ ...LIMITS.path, pii: "true" }),
  lineno: unsigned(),
  colno: unsigned(),
  pre_context: list(string()),
  context_line: string(),
  post_context: list(string()),
});
