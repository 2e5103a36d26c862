import { deflate, inflate } from "#compression";
import { checkEvent } from "../../../domain/event/check.ts";
import { EventDocument } from "../../../domain/event/document.ts";
import { finishEvent } from "../../../domain/event/finish.ts";
import { MetaNode } from "../../../domain/event/meta.ts";
import { EVENT } from "../../../domain/event/schema/event.ts";
import type { Field, StructType } from "../../../domain/event/schema/format.ts";
import { scrubRecording } from "../../../domain/pii/scrub-recording.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { concatBytes, utf8Bytes } from "../../../kernel/base/bytes.ts";
import { jsonText, parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";
import { scrub } from "../shared/scrub.ts";

/** What says of what a segment is, and is never personal. An event reads some of it in another way. */
const OWN_FIELDS =
  "event_id replay_id replay_type segment_id timestamp replay_start_timestamp error_ids trace_ids platform release dist environment type".split(
    " ",
  );
/** Like an event, but for tags: what is in them may be personal. */
const REPLAY: StructType = { ...EVENT, fields: new Map(EVENT.fields).set("tags", replayTags()) };
const RECORDING_FEATURE = "organizations:session-replay-recording-scrubbing";
const NEWLINE = 0x0a;
const LIST_START = 0x5b;

function replayTags(): Field {
  return { ...(EVENT.fields.get("tags") as Field), pii: "true" };
}

/** Takes personal data out of the event of a segment. It keeps its bytes when nothing is to be said about it. */
export function scrubReplayEvent(item: Item, ctx: StepContext): void {
  const { own, legacy } = scrubbersOf(ctx.project);
  if (own === undefined && legacy === undefined) return;
  const parsed = parseJson(item.payload);
  if (!parsed.ok || !isJsonObject(parsed.value)) return;
  const { _meta, ...root } = parsed.value;
  const kept: JsonObject = {};
  for (const name of OWN_FIELDS) {
    if (root[name] !== undefined) kept[name] = root[name];
    delete root[name];
  }
  const document = new EventDocument(root, MetaNode.parse(_meta));
  checkEvent(document, { constrained: false });
  scrub(document, ctx, REPLAY);
  finishEvent(document);
  const meta = document.meta.toJson();
  if (meta === undefined) return;
  item.setPayload(utf8Bytes(jsonText({ ...kept, ...document.root, _meta: meta })));
}

/**
 * Takes personal data out of what an SDK has noted in a recording: one line about it, then a list of events, as it is or packed.
 * @returns why a recording that cannot be read is dropped
 */
export function scrubRecordingItem(item: Item, ctx: StepContext): Rejection | undefined {
  const { own, legacy } = scrubbersOf(ctx.project);
  const scrubbers = [own, legacy].filter((scrubber) => scrubber !== undefined);
  if (scrubbers.length === 0 || !ctx.project.config.features.includes(RECORDING_FEATURE)) return undefined;
  const { payload } = item;
  const head = payload.indexOf(NEWLINE) + 1;
  const body = head === 0 ? undefined : unpack(payload.subarray(head), ctx.options.maxReplaySizeBytes);
  const events = body === undefined ? undefined : parseJson(body);
  if (events?.ok !== true || !Array.isArray(events.value)) return invalid("invalid_replay_recording");
  scrubRecording(events.value, scrubbers);
  item.setPayload(
    concatBytes([payload.subarray(0, head), deflate("deflate", utf8Bytes(jsonText(events.value)))]),
  );
  return undefined;
}

function unpack(body: Uint8Array, limitBytes: number): Uint8Array | undefined {
  if (body[0] === LIST_START) return body;
  const plain = inflate("deflate", body, limitBytes);
  return plain.ok ? plain.value : undefined;
}
