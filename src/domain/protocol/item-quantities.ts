import type { CategoryQuantity, DataCategory, Quantities } from "./data-category.ts";
import type { Item } from "./item.ts";

const NONE: Quantities = [];
const one = (category: DataCategory): Quantities => [{ category, quantity: 1 }];
const ERROR = one("error");
const SECURITY = one("security");
const FEEDBACK = one("feedback");
const REPLAY = one("replay");

/** Platforms whose profiles come from user interfaces; every other one is a backend. */
const UI_PLATFORMS: ReadonlySet<string> = new Set(["cocoa", "android", "javascript"]);

/** What the item counts as, judged by its headers and size alone. */
export function itemQuantities(item: Item): Quantities {
  switch (item.type) {
    case "event":
    case "unreal_report":
      return ERROR;
    case "security":
    case "raw_security":
      return SECURITY;
    case "feedback":
    case "user_report":
      return FEEDBACK;
    case "replay_event":
    case "replay_recording":
    case "replay_video":
      return REPLAY;
    case "transaction":
      return transactionQuantities(item);
    case "attachment":
      return attachmentQuantities(item);
    case "profile":
      return profileQuantities(item);
    case "profile_chunk":
      return item.platform === undefined ? NONE : [of(chunkCategory(item.platform), count(item))];
    case "session":
    case "sessions":
      return [of("session", count(item))];
    case "check_in":
      return [of("monitor", count(item))];
    case "log":
      return [of("log_byte", Math.max(item.payload.length, 1)), of("log_item", count(item))];
    case "trace_metric":
      return [of("trace_metric_byte", Math.max(item.payload.length, 1)), of("trace_metric", count(item))];
    case "span":
      return [of("span", count(item)), of("span_indexed", count(item))];
    case "integration":
      return integrationQuantities(item);
    case "form_data":
    case "metric_buckets":
    case "client_report":
    case "unknown":
      return NONE;
  }
}

/** A Switch's last words are the crash itself: they count as no attachment. */
function attachmentQuantities(item: Item): Quantities {
  if (item.rateLimited || item.attachmentType === "nswitch.dying_message") return NONE;
  return [of("attachment", attachmentBytes(item)), of("attachment_item", 1)];
}

/** Size for the attachment category, in bytes, at least 1: of the file, wherever it lies. */
function attachmentBytes(item: Item): number {
  if (item.isAttachmentReference) return Math.max(item.attachmentLength ?? 0, 1);
  const meta = item.isTraceAttachment ? (item.metaLength ?? 0) : 0;
  return Math.max(item.payload.length - meta, 1);
}

function isUiPlatform(platform: string): boolean {
  return UI_PLATFORMS.has(platform);
}

function of(category: DataCategory, quantity: number): CategoryQuantity {
  return { category, quantity };
}

function count(item: Item): number {
  return item.itemCount ?? 1;
}

function transactionQuantities(item: Item): Quantities {
  const spans = 1 + (item.spanCount ?? 0);
  return [of("transaction", 1), of("transaction_indexed", 1), of("span", spans), of("span_indexed", spans)];
}

function profileQuantities(item: Item): Quantities {
  const profiles = [of("profile", count(item)), of("profile_indexed", count(item))];
  if (item.platform === undefined) return profiles;
  return [...profiles, of(isUiPlatform(item.platform) ? "profile_ui" : "profile_backend", count(item))];
}

function chunkCategory(platform: string): DataCategory {
  return isUiPlatform(platform) ? "profile_chunk_ui" : "profile_chunk";
}

/** The body is not parsed yet, so it counts as one. */
function integrationQuantities(item: Item): Quantities {
  switch (item.contentType) {
    case "application/vnd.sentry.integration.otel.spans+json":
    case "application/vnd.sentry.integration.otel.spans+protobuf":
      return [of("span", 1), of("span_indexed", 1)];
    case "application/vnd.sentry.integration.browser.nel+json":
    case "application/vnd.sentry.integration.otel.logs+json":
    case "application/vnd.sentry.integration.otel.logs+protobuf":
    case "application/vnd.sentry.integration.vercel.logs+json":
    case "application/vnd.sentry.integration.vercel.logs+ndjson":
      return [of("log_byte", Math.max(item.payload.length, 1)), of("log_item", 1)];
    default:
      return NONE;
  }
}
