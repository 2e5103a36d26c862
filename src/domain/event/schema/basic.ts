import { type Attributes, type Field, field, json, list, map, object, struct } from "./format.ts";
import { ADDRESS, EVENT_ID, REGISTER, SPAN_ID_TYPE, THREAD_ID, TRACE_ID_TYPE, UUID } from "./ids.ts";
import { BOOLEAN, FLOAT, JSON_STRING, LENIENT_STRING, PATH, SIGNED, STRING, UNSIGNED } from "./scalars.ts";
import { LEVEL } from "./texts.ts";
import { TIMESTAMP } from "./timestamp.ts";

/** Fields of the common kinds, so that the tables of an interface read like the tables of its documentation. */
export const string = (attributes: Attributes = {}): Field => field(STRING, attributes);
export const lenient = (attributes: Attributes = {}): Field => field(LENIENT_STRING, attributes);
export const jsonString = (attributes: Attributes = {}): Field => field(JSON_STRING, attributes);
export const path = (attributes: Attributes = {}): Field => field(PATH, attributes);
export const boolean = (attributes: Attributes = {}): Field => field(BOOLEAN, attributes);
export const unsigned = (attributes: Attributes = {}): Field => field(UNSIGNED, attributes);
export const signed = (attributes: Attributes = {}): Field => field(SIGNED, attributes);
export const float = (attributes: Attributes = {}): Field => field(FLOAT, attributes);
export const timestamp = (attributes: Attributes = {}): Field => field(TIMESTAMP, attributes);
export const level = (attributes: Attributes = {}): Field => field(LEVEL, attributes);
export const eventId = (attributes: Attributes = {}): Field => field(EVENT_ID, attributes);
export const uuid = (attributes: Attributes = {}): Field => field(UUID, attributes);
export const traceId = (attributes: Attributes = {}): Field => field(TRACE_ID_TYPE, attributes);
export const spanId = (attributes: Attributes = {}): Field => field(SPAN_ID_TYPE, attributes);
export const address = (attributes: Attributes = {}): Field => field(ADDRESS, attributes);
export const register = (attributes: Attributes = {}): Field => field(REGISTER, attributes);
export const threadId = (attributes: Attributes = {}): Field => field(THREAD_ID, attributes);

export { field, json, list, map, object, struct };

const SHORT = { maxChars: 256, allowance: 20 };
/** Limits that many fields share, by what the protocol calls them. */
export const LIMITS = {
  enumLike: { maxChars: 128 },
  symbol: { maxChars: 512, allowance: 20 },
  short: SHORT,
  path: { maxChars: 256, allowance: 40 },
  summary: { maxChars: 1024, allowance: 100 },
  message: { maxChars: 8192, allowance: 200 },
  smallBag: { maxDepth: 5, maxBytes: 2048 },
  largeBag: { maxDepth: 7, maxBytes: 8192 },
} as const satisfies Readonly<Record<string, Attributes>>;
