import { checkEvent } from "../../../domain/event/check.ts";
import { EventDocument } from "../../../domain/event/document.ts";
import { finishEvent } from "../../../domain/event/finish.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { jsonText, parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";
import { scrub } from "../shared/scrub.ts";
import { scrubValue } from "../shared/scrub-items.ts";
import type { Span } from "./span.ts";

/** Takes personal data out of a span. */
export function scrubSpan(span: Span, ctx: StepContext): Span {
  const { from } = span;
  if (!("container" in from)) {
    scrubSingle(from, ctx);
    return span;
  }
  const value = scrubValue(from.value, "span", ctx);
  return value === from.value ? span : { ...span, value, from: { ...from, value } };
}

/** One of the older form is what it would be in a transaction. It keeps its bytes when nothing is to be said about it. */
function scrubSingle(item: Item, ctx: StepContext): void {
  const parsed = parseJson(item.payload);
  if (!parsed.ok || !isJsonObject(parsed.value)) return;
  const document = new EventDocument({ spans: [parsed.value] });
  checkEvent(document, { constrained: false });
  scrub(document, ctx);
  finishEvent(document);
  const meta = document.findMeta(["spans", 0])?.toJson();
  const { spans } = document.root;
  const span = Array.isArray(spans) ? spans[0] : undefined;
  if (meta === undefined || !isJsonObject(span)) return;
  item.setPayload(utf8Bytes(jsonText({ ...span, _meta: meta })));
}
