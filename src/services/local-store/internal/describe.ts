import { asText, type LooseObject } from "../../../kernel/base/loose-json.ts";
import { describeEvent, describeSecurity } from "./describe-event.ts";
import {
  describeCheckIn,
  describeClientReport,
  describeFeedback,
  describeSession,
} from "./describe-health.ts";
import {
  describeAttachment,
  describeProfile,
  describeProfileChunk,
  describeReplay,
} from "./describe-media.ts";
import {
  describeLogs,
  describeMetrics,
  describeSpan,
  describeSpans,
  describeTransaction,
} from "./describe-trace.ts";
import type { Description } from "./description.ts";
import { counted } from "./wording.ts";

/** Chooses by item type. `parsed` is the payload as JSON, where it is one. */
export function describe(
  type: string,
  parsed: unknown,
  header: LooseObject,
  payload: Uint8Array,
): Description {
  if (type === "attachment" || type === "unreal_report" || type === "replay_video") {
    return describeAttachment(type, header);
  }
  if (type === "replay_recording") return describeReplay(type, firstLineJson(payload), header);
  if (type === "form_data") return { title: "Form data" };
  if (parsed === undefined) return unreadable(type, header, payload);
  return describeJson(type, parsed, header);
}

function describeJson(type: string, parsed: unknown, header: LooseObject): Description {
  switch (type) {
    case "event":
      return describeEvent(parsed);
    case "transaction":
      return describeTransaction(parsed);
    case "security":
    case "raw_security":
      return describeSecurity(parsed, header);
    case "feedback":
    case "user_report":
      return describeFeedback(parsed);
    case "session":
    case "sessions":
      return describeSession(parsed);
    case "check_in":
      return describeCheckIn(parsed);
    case "client_report":
      return describeClientReport(parsed);
    case "log":
      return describeLogs(parsed);
    case "trace_metric":
    case "metric_buckets":
      return describeMetrics(parsed);
    case "span":
      return hasItems(parsed) ? describeSpans(parsed) : describeSpan(parsed);
    case "replay_event":
      return describeReplay(type, parsed, header);
    case "profile":
      return describeProfile(parsed);
    case "profile_chunk":
    case "profile_chunk_ui":
      return describeProfileChunk(parsed);
    default:
      return { title: type };
  }
}

function unreadable(type: string, header: LooseObject, payload: Uint8Array): Description {
  const contentType = asText(header.content_type);
  const what = contentType === "" ? "payload" : contentType;
  return { title: type, subtitle: `${what}, ${counted(payload.length, "byte")}` };
}

function hasItems(parsed: unknown): boolean {
  return typeof parsed === "object" && parsed !== null && Array.isArray((parsed as LooseObject).items);
}

/** A recording opens with one JSON line; what follows is usually compressed. */
function firstLineJson(payload: Uint8Array): unknown {
  const end = payload.indexOf(10);
  if (end <= 0 || end > 4096) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(payload.subarray(0, end)));
  } catch {
    return undefined;
  }
}
