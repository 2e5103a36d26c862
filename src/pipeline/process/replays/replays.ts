import { EVENT_VIEW } from "../../../domain/event/event-filterable.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { missingFeature } from "../shared/features.ts";
import { filter } from "../shared/filters.ts";
import { subjectOf } from "../shared/open-event.ts";
import { scrubRecordingItem, scrubReplayEvent } from "./scrub.ts";
import { openReplay } from "./validate.ts";
import { openVideo } from "./video.ts";

/** A segment of a replay: its event with its recording, a recording alone, or a video that holds both. */
export const replays: Family = {
  name: "replays",
  take: takeAll(isReplay),
  async process(items, ctx, ports) {
    const refusal = refuse(items.values(), ctx);
    if (refusal !== undefined) items.rejectAll(refusal);
    const film = items.values().find(({ type }) => type === "replay_video");
    const video = film && openVideo(film);
    if (film !== undefined && video === undefined) items.rejectAll(invalid("invalid_replay_video"));
    const parts = video === undefined ? items.values() : [video.event, video.recording];
    const event = parts.find(({ type }) => type === "replay_event");
    const dropped = event && checkEvent(event, ctx);
    if (dropped !== undefined) items.rejectAll(dropped);
    // normalising belongs here
    await ports.quotas.enforce(items);
    const broken = items.isEmpty ? undefined : scrubSegment(parts, ctx);
    if (broken !== undefined) items.rejectAll(broken);
    video?.close();
    return items;
  },
};

function isReplay({ type }: Item): boolean {
  return type === "replay_event" || type === "replay_recording" || type === "replay_video";
}

/** A recording that cannot be read takes its event with it: what is in it is not known. */
function scrubSegment(parts: readonly Item[], ctx: StepContext): Rejection | undefined {
  for (const item of parts) {
    if (item.type === "replay_event") scrubReplayEvent(item, ctx);
    const broken = item.type === "replay_recording" ? scrubRecordingItem(item, ctx) : undefined;
    if (broken !== undefined) return broken;
  }
  return undefined;
}

/** Why a segment with such an event is dropped. */
function checkEvent(item: Item, ctx: StepContext): Rejection | undefined {
  const opened = openReplay(item, ctx);
  if ("outcome" in opened) return opened;
  return filter(subjectOf(opened, ctx), EVENT_VIEW, ctx);
}

/** Why none of these items goes on. */
function refuse(items: readonly Item[], ctx: StepContext): Rejection | undefined {
  const counts = (kind: Item["type"]) => items.filter(({ type }) => type === kind).length;
  const [events, recordings, videos] = [
    counts("replay_event"),
    counts("replay_recording"),
    counts("replay_video"),
  ];
  const missing = missingFeature(ctx, "organizations:session-replay");
  if (missing !== undefined) return silently(missing);
  if (videos > 0 && ctx.project.config.features.includes(VIDEO_DISABLED)) return VIDEO_REFUSED;
  if (events === 1 && recordings === 0 && videos === 0) return invalid("invalid_replay_missing_recording");
  const isSegment =
    (recordings === 1 && events <= 1 && videos === 0) || (videos === 1 && events + recordings === 0);
  if (!isSegment) return invalid("duplicate_item");
  return ctx.headers.eventId === undefined ? invalid("invalid_event_id") : undefined;
}

const VIDEO_DISABLED = "organizations:session-replay-video-disabled";
const VIDEO_REFUSED: Rejection = {
  outcome: "invalid",
  reason: "feature_disabled",
  rule: `feature/${VIDEO_DISABLED}`,
  silent: true,
};
