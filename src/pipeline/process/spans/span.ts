import type { Attributed } from "../../../domain/filters/attribute-views.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { clientIp } from "../../../domain/protocol/request-meta.ts";
import { parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { StepContext } from "../context.ts";
import { closeContainer, type Element, openContainer } from "../shared/elements.ts";

export const CONTAINER = "application/vnd.sentry.items.span.v2+json";
const UNVERSIONED = { ip: false, userAgent: false };

/** A span as filters and checks see it, and where it came from. */
export interface Span extends Attributed {
  /** As sent, in lower case; nothing is known of what it is yet. */
  readonly id: unknown;
  /** What it came out of: a container, or an item of its own. */
  readonly from: Element | Item;
}

/** Any other content type means one span of the older form. */
export function isContainer(item: Item): boolean {
  return item.type === "span" && item.contentType === CONTAINER;
}

/** The spans in an item: all of a container, or the one of the older form. */
export function openSpans(item: Item, ctx: StepContext): readonly Span[] | Rejection {
  if (!isContainer(item)) return openSingle(item, ctx);
  const elements = openContainer(item, CONTAINER, UNVERSIONED, ctx);
  if ("outcome" in elements) return elements;
  return elements.map((element) => ({ ...element, id: idOf(element.value), from: element }));
}

/** Puts the spans back to where they came from. */
export function closeSpans(spans: Managed<Span>): Managed<Item> {
  const singles = spans.take(({ from }) => !("container" in from)).map(({ from }) => from as Item);
  singles.absorb(closeContainer(spans.map(({ from }) => from as Element)));
  return singles;
}

function openSingle(item: Item, { headers }: StepContext): readonly Span[] | Rejection {
  const parsed = parseJson(item.payload);
  if (!parsed.ok) return invalid("invalid_json");
  const root = isJsonObject(parsed.value) ? parsed.value : {};
  const address = clientIp(headers.meta);
  // Such spans never said what may be inferred, so that it always was.
  const inferred = { ip: address, userAgent: undefined };
  return [{ id: idOf(root), value: asAttributed(root), clientIp: address, inferred, from: item }];
}

/** A span of the older form in the present one, as far as anything here looks at it. */
function asAttributed(root: JsonObject): JsonObject {
  const { trace_id, span_id, start_timestamp, timestamp, status, is_segment, op, description, data } = root;
  const attributes: JsonObject = {};
  const add = (key: string, value: JsonValue | undefined): void => {
    if (value !== undefined && value !== null) attributes[key] = { value };
  };
  for (const [key, value] of Object.entries(isJsonObject(data) ? data : {})) add(key, value);
  add("sentry.op", op);
  add("sentry.description", description);
  const times = { start_timestamp, end_timestamp: timestamp };
  return {
    trace_id,
    span_id,
    ...times,
    name: op ?? "default",
    status: status ?? "ok",
    is_segment,
    attributes,
  };
}

function idOf({ span_id }: JsonObject): unknown {
  return typeof span_id === "string" ? span_id.toLowerCase() : span_id;
}
