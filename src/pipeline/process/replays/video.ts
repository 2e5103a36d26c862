import { Item } from "../../../domain/protocol/item.ts";
import { readReplayVideo, writeReplayVideo } from "../../../domain/replays/replay-video.ts";

/** A video that was opened: its event and recording as if each had come alone. */
export interface OpenVideo {
  readonly event: Item;
  readonly recording: Item;
  /** Puts them back into the video, where they are not as they were. */
  close(): void;
}

/** @returns `undefined` when it is none */
export function openVideo(item: Item): OpenVideo | undefined {
  const parts = readReplayVideo(item.payload);
  if (parts === undefined) return undefined;
  const event = Item.create("replay_event", parts.replay_event);
  const recording = Item.create("replay_recording", parts.replay_recording);
  return {
    event,
    recording,
    close() {
      const [replay_event, replay_recording] = [event.payload, recording.payload];
      if (replay_event === parts.replay_event && replay_recording === parts.replay_recording) return;
      item.setPayload(writeReplayVideo({ ...parts, replay_event, replay_recording }));
    },
  };
}
