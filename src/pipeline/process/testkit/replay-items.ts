import { Item } from "../../../domain/protocol/item.ts";
import { writeReplayVideo } from "../../../domain/replays/replay-video.ts";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";

/** A filmed segment of a replay, whose event says this besides. */
export function videoOf(event: object = {}): Item {
  const parts = {
    replay_event: utf8Bytes(JSON.stringify({ replay_id: "1".repeat(32), segment_id: 0, ...event })),
    replay_recording: utf8Bytes('{"segment_id":0}\n[]'),
    replay_video: utf8Bytes("video"),
  };
  return Item.create("replay_video", writeReplayVideo(parts));
}
