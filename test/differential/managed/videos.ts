import { msgpack } from "../../../src/domain/event/sources/testkit/msgpack.ts";
import { EVENT_ID, type ManagedCase, type Part, single } from "./case.ts";
import { NOW_S } from "./parts.ts";

type Json = Record<string, unknown>;

const bytes = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const EVENT: Json = { type: "replay_event", replay_id: EVENT_ID, segment_id: 0, timestamp: NOW_S, urls: [] };
const PARTS = {
  replay_event: bytes(EVENT),
  replay_recording: bytes('{"segment_id":0}\n[]'),
  replay_video: bytes("video"),
};
const video = (payload: unknown): Part => [
  { type: "replay_video" },
  payload instanceof Uint8Array ? payload : msgpack(payload),
];
const without = (name: keyof typeof PARTS): Json => {
  const { [name]: _, ...rest } = PARTS;
  return rest;
};

const ROWS: readonly (readonly [what: string, part: Part])[] = [
  ["sound", video(PARTS)],
  ["without an event", video(without("replay_event"))],
  ["without a recording", video(without("replay_recording"))],
  ["without a video", video(without("replay_video"))],
  ["with an empty video", video({ ...PARTS, replay_video: bytes("") })],
  ["with null for a video", video({ ...PARTS, replay_video: null })],
  ["with text for a video", video({ ...PARTS, replay_video: "video" })],
  ["with something else", video({ ...PARTS, more: bytes("x") })],
  ["as a list", video(Object.values(PARTS))],
  ["with something after it", video(Buffer.concat([msgpack(PARTS), Buffer.from("x")]))],
  ["that is none", video(bytes("zz"))],
  ["that is nothing", video(bytes(""))],
  ["with an unreadable event", video({ ...PARTS, replay_event: bytes("zz") })],
  ["with null for an event", video({ ...PARTS, replay_event: bytes("null") })],
  ["of no replay", video({ ...PARTS, replay_event: bytes({ ...EVENT, replay_id: undefined }) })],
];

/** Replays that were filmed. */
export const VIDEOS: readonly ManagedCase[] = [
  ...ROWS.map(([what, part]) => single(`video: ${what}`, [part])),
  single("video: filtered", [video({ ...PARTS, replay_event: bytes({ ...EVENT, release: "bad" }) })], {
    config: { filterSettings: { releases: { releases: ["bad"] } } },
  }),
];
