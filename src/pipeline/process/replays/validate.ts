import { checkEvent } from "../../../domain/event/check.ts";
import { EventDocument } from "../../../domain/event/document.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import { parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";
import { isTooOld, momentMs } from "../shared/moments.ts";

const MAX_SEGMENT = 65_535;

/** The event of a segment, in the form that events have; only to look at, it goes on as it came. */
export function openReplay(item: Item, ctx: StepContext): EventDocument | Rejection {
  const parsed = parseJson(item.payload);
  if (!parsed.ok) return invalid("invalid_replay");
  if (!isJsonObject(parsed.value)) return invalid("invalid_replay_no_payload");
  if (!isSound(parsed.value)) return invalid("invalid_replay");
  const atMs = momentMs(parsed.value.timestamp);
  if (atMs !== undefined && isTooOld(atMs, "replay", ctx)) return invalid("timestamp");
  const document = new EventDocument(parsed.value);
  checkEvent(document, { constrained: false });
  return document;
}

/** It must say which segment of which replay it is, and ids in it must be some. */
function isSound({ replay_id, segment_id, error_ids, trace_ids }: JsonObject): boolean {
  const segment = numberOf(segment_id);
  if (!isId(replay_id) || segment === undefined || segment < 0 || segment > MAX_SEGMENT) return false;
  return [error_ids, trace_ids].every(
    (ids) => !Array.isArray(ids) || ids.every((id) => id === null || isId(id)),
  );
}

function isId(value: unknown): boolean {
  return typeof value === "string" && parseUuid(value) !== undefined;
}
