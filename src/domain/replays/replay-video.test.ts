import { expect, test } from "bun:test";
import fc from "fast-check";
import { concatBytes, utf8Bytes } from "../../kernel/base/bytes.ts";
import { msgpack } from "../event/sources/testkit/msgpack.ts";
import { readReplayVideo, writeReplayVideo } from "./replay-video.ts";

const PARTS = {
  replay_event: utf8Bytes("{}"),
  replay_recording: utf8Bytes("[]"),
  replay_video: utf8Bytes("video"),
};
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

test("a video is a map, in any order and with anything else, or a list", () => {
  const { replay_event, replay_recording, replay_video } = PARTS;
  for (const value of [
    PARTS,
    { more: "x", replay_video, replay_recording, replay_event },
    [replay_event, replay_recording, replay_video],
  ]) {
    const read = readReplayVideo(msgpack(value));
    expect([text(read?.replay_event), text(read?.replay_recording), text(read?.replay_video)]).toEqual([
      "{}",
      "[]",
      "video",
    ]);
  }
});

test.each<[string, unknown]>([
  ["no event", { ...PARTS, replay_event: null }],
  ["no video", { replay_event: PARTS.replay_event, replay_recording: PARTS.replay_recording }],
  ["an empty video", { ...PARTS, replay_video: utf8Bytes("") }],
  ["a number", 5],
  ["nothing", {}],
])("%s is none", (_, value) => expect(readReplayVideo(msgpack(value))).toBeUndefined());

test("what is written is read, in short forms too", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 70_000 });
  fc.assert(
    fc.property(bytes, bytes, bytes, (replay_event, replay_recording, replay_video) => {
      const video = { replay_event, replay_recording, replay_video };
      expect(readReplayVideo(writeReplayVideo(video))).toEqual(video);
    }),
    { numRuns: 20 },
  );
  const short = concatBytes([
    Uint8Array.of(0x93, 0xa2),
    utf8Bytes("{}"),
    Uint8Array.of(0xc5, 0, 2),
    utf8Bytes("[]"),
    Uint8Array.of(0xc4, 1, 0xff),
  ]);
  expect(readReplayVideo(short)?.replay_video).toEqual(Uint8Array.of(0xff));
});

test("any bytes are read or refused", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void readReplayVideo(bytes)));
  expect(readReplayVideo(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff))).toBeUndefined();
  expect(readReplayVideo(Uint8Array.of(0x81, 0xa1, 0xff, 0xc0))).toBeUndefined();
});
