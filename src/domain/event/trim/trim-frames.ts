import type { JsonObject, JsonValue } from "../../../kernel/base/json/value.ts";
import { objectsIn } from "../access.ts";
import type { Cursor } from "../cursor.ts";

const MAX_FRAMES = 250;
const FIRST_FRAMES = 50;
/** Frames that keep their variables and the lines around them. */
const MAX_DETAILED = 50;
const DETAILS = ["vars", "pre_context", "post_context"];

/** Leaves out the middle of a deep stack, and then details from the middle: of frames of the application last. */
export function trimFrames(frames: JsonValue[], at: Cursor): void {
  if (frames.length > MAX_FRAMES) {
    at.meta().setOriginalLength(frames.length);
    frames.splice(FIRST_FRAMES, frames.length - MAX_FRAMES);
  }
  if (frames.length > MAX_DETAILED) dropDetails(frames);
}

function dropDetails(list: readonly JsonValue[]): void {
  const frames = [...objectsIn(list)].map(([, frame]) => frame);
  const own = frames.filter((frame) => frame.in_app === true);
  const others = frames.filter((frame) => frame.in_app !== true);
  const ownAtEachEnd = Math.floor(Math.min(own.length, MAX_DETAILED) / 2);
  const othersAtEachEnd = Math.max(0, Math.floor((MAX_DETAILED - own.length) / 2));
  const last = frames.at(-1);
  for (const frame of [...middle(own, ownAtEachEnd), ...middle(others, othersAtEachEnd)])
    if (frame !== last) for (const name of DETAILS) frame[name] = undefined;
}

function middle(frames: readonly JsonObject[], atEachEnd: number): readonly JsonObject[] {
  return frames.slice(atEachEnd, frames.length - atEachEnd);
}
