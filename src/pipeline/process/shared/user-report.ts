import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { parseWholeJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json/value.ts";

/**
 * Writes what a user said about an event anew, with all it has to have and nothing else.
 * @returns why it is no such report, to be dropped
 */
export function normalizeUserReport(item: Item): Rejection | undefined {
  const parsed = parseWholeJson(item.payload);
  const report = parsed.ok && isJsonObject(parsed.value) ? read(parsed.value) : undefined;
  if (report === undefined) return invalid("invalid_json");
  item.setPayload(utf8Bytes(JSON.stringify(report)), "application/json");
  return undefined;
}

function read(report: JsonObject): JsonObject | undefined {
  const eventId = typeof report.event_id === "string" ? parseUuid(report.event_id) : undefined;
  const [name, email, comments] = [report.name, report.email, report.comments].map((text) => text ?? "");
  const isComplete = [name, email, comments].every((text) => typeof text === "string");
  return eventId === undefined || !isComplete ? undefined : { event_id: eventId, name, email, comments };
}
