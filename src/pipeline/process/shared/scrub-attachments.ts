import { scrubAttachment, scrubMinidump } from "../../../domain/pii/scrub-attachment.ts";
import { scrubTexts } from "../../../domain/pii/scrub-json.ts";
import type { Scrubber } from "../../../domain/pii/scrubber.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { concatBytes, utf8Bytes } from "../../../kernel/base/bytes.ts";
import { jsonText, parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";
import { scrubValue } from "./scrub-items.ts";

const VIEW_HIERARCHY_FEATURE = "organizations:view-hierarchy-scrubbing";

/** Takes personal data out of attachments, by the project's own rules; its switches do not reach files. */
export function scrubAttachments(items: Managed<Item>, ctx: StepContext): void {
  const { own } = scrubbersOf(ctx.project);
  for (const item of items.values()) {
    if (item.type !== "attachment" || item.isAttachmentReference) continue;
    if (item.isTraceAttachment) scrubTraceAttachment(item, ctx);
    else if (own !== undefined) scrubOne(item, own, ctx);
  }
}

function scrubOne(item: Item, own: Scrubber, ctx: StepContext): void {
  switch (item.attachmentType) {
    case "event.view_hierarchy":
      if (ctx.project.config.features.includes(VIEW_HIERARCHY_FEATURE)) scrubViewHierarchy(item, own);
      return;
    case "event.minidump":
      scrubFile(item, own, scrubMinidump);
      return;
    default:
      if (own.namesAttachments) scrubFile(item, own, scrubAttachment);
  }
}

/** One that is no JSON stays as it is. */
function scrubViewHierarchy(item: Item, own: Scrubber): void {
  const parsed = parseJson(item.payload);
  if (parsed.ok) item.setPayload(utf8Bytes(jsonText(scrubTexts(parsed.value, own))));
}

/** What is told about the file comes first, as JSON, which switches reach too; then the file. */
function scrubTraceAttachment(item: Item, ctx: StepContext): void {
  const { own } = scrubbersOf(ctx.project);
  const { payload, metaLength = 0 } = item;
  const body = own === undefined ? payload.subarray(metaLength) : payload.slice(metaLength);
  const isBodyChanged = own !== undefined && scrubAttachment(body, item.filename ?? "", own);
  const told = payload.subarray(0, metaLength);
  const head = scrubTold(told, ctx);
  if (!isBodyChanged && head === told) return;
  item.setPayload(concatBytes([head, body]));
  item.setHeader("meta_length", head.length);
}

/** @returns the same bytes when there was nothing to find */
function scrubTold(bytes: Uint8Array, ctx: StepContext): Uint8Array {
  const told = parseJson(bytes);
  if (!told.ok || !isJsonObject(told.value)) return bytes;
  const scrubbed = scrubValue(told.value, "attachment", ctx);
  return scrubbed === told.value ? bytes : utf8Bytes(jsonText(scrubbed));
}

/** The bytes are the request's, or another item's neighbours: what is overwritten is a copy. */
function scrubFile(item: Item, own: Scrubber, scrub: typeof scrubAttachment): void {
  const bytes = item.payload.slice();
  if (scrub(bytes, item.filename ?? "", own)) item.setPayload(bytes);
}
