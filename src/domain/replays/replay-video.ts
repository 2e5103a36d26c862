import { concatBytes, utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";

/** The parts of a replay that was filmed, in one MessagePack map; by the names that it has for them. */
export interface ReplayVideo {
  readonly replay_event: Uint8Array;
  readonly replay_recording: Uint8Array;
  readonly replay_video: Uint8Array;
}

const NAMES = ["replay_event", "replay_recording", "replay_video"] as const;
type Name = (typeof NAMES)[number];

/** @returns `undefined` when parts are missing, or there is no video */
export function readReplayVideo(payload: Uint8Array): ReplayVideo | undefined {
  const reader = new Reader(payload);
  const parts: Partial<Record<Name, Uint8Array>> = {};
  const isMap = reader.isMap;
  const count = reader.count();
  for (let at = 0; at < count; at++) {
    const name = isMap ? reader.name() : NAMES[at];
    const bytes = reader.bytes();
    if (name === undefined || bytes === undefined) return undefined;
    const known = NAMES.find((each) => each === name);
    if (known !== undefined) parts[known] = bytes;
  }
  const { replay_event, replay_recording, replay_video } = parts;
  if (replay_event === undefined || replay_recording === undefined) return undefined;
  if (replay_video === undefined || replay_video.length === 0) return undefined;
  return { replay_event, replay_recording, replay_video };
}

export function writeReplayVideo(video: ReplayVideo): Uint8Array {
  const parts = NAMES.flatMap((name) => {
    const bytes = video[name];
    const head = new Uint8Array(5);
    head[0] = 0xc6;
    new DataView(head.buffer).setUint32(1, bytes.length);
    return [Uint8Array.of(0xa0 | name.length), utf8Bytes(name), head, bytes];
  });
  return concatBytes([Uint8Array.of(0x80 | NAMES.length), ...parts]);
}

/** As much of MessagePack as there is in it: a map or list of texts and bytes. Past the end there is nothing. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isMap(): boolean {
    const head = this.#bytes[0] ?? 0;
    return (head & 0xf0) === 0x80 || head === 0xde || head === 0xdf;
  }

  /** Entries of the map or list; 0 for anything else. */
  count(): number {
    const head = this.#byte();
    if ((head & 0xe0) === 0x80) return head & 0xf;
    if (head === 0xdc || head === 0xde) return this.#length(2);
    return head === 0xdd || head === 0xdf ? this.#length(4) : 0;
  }

  name(): string | undefined {
    const bytes = this.bytes();
    return bytes === undefined ? undefined : utf8Text(bytes);
  }

  bytes(): Uint8Array | undefined {
    const head = this.#byte();
    if ((head & 0xe0) === 0xa0) return this.#take(head & 0x1f);
    if (head === 0xc4 || head === 0xd9) return this.#take(this.#length(1));
    if (head === 0xc5 || head === 0xda) return this.#take(this.#length(2));
    return head === 0xc6 || head === 0xdb ? this.#take(this.#length(4)) : undefined;
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  /** Of that many bytes; too long for anything when they are not there. */
  #length(size: 1 | 2 | 4): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) return Number.MAX_SAFE_INTEGER;
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #take(length: number): Uint8Array | undefined {
    const end = this.#at + length;
    if (end > this.#bytes.length) return undefined;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
