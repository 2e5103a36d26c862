import { err, ok, type Result } from "../../base/result.ts";
import { freeBytes } from "../buffers.ts";
import type { BodyError } from "../http.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { type BodySink, type Framing, framingFor } from "./http-framing.ts";

/** What waits unread before the peer is held back. */
const HIGH_WATER_BYTES = 64 * 1024;
/** A view keeps its whole network read alive: a body much smaller than a large read is copied out. */
const LARGE_READ_BYTES = 16 * 1024;
const EMPTY = Buffer.alloc(0);

/** Whether to copy a part out of its network read. */
export function isWasteful(partBytes: number, readBytes: number): boolean {
  return readBytes > LARGE_READ_BYTES && partBytes < readBytes >> 2;
}

export type BodyResult = Result<Uint8Array, BodyError>;

export interface BodyReaderOptions {
  readonly length: number | "chunked" | undefined;
  /** More than this fails with `too_large`, whoever reads. */
  readonly maxBytes: number;
  /** Holds the peer back, or lets it go on. */
  readonly hold: (held: boolean) => void;
}

/**
 * The receiving end of one message's body. The connection pushes bytes; one consumer takes them, whole (`read`) or
 * piece by piece (`stream`). Without a consumer little more than `HIGH_WATER_BYTES` is kept.
 */
export class BodyReader implements BodySink {
  readonly #framing: Framing;
  readonly #length: number | "chunked" | undefined;
  readonly #tellHold: (held: boolean) => void;
  #held = false;
  /** What has come and was not taken: one piece as it came, or several in one buffer. */
  #only: Buffer | undefined;
  #several: GrowingBuffer | undefined;
  /** The last push was copied: nobody refers to its bytes. */
  #copied = false;
  #unreadBytes = 0;
  #totalBytes = 0;
  #maxBytes: number;
  #failure: BodyError | undefined;
  #ended = false;
  #unwanted = false;
  #streaming = false;
  #settleRead: ((result: BodyResult) => void) | undefined;
  #wakeStream: (() => void) | undefined;

  constructor({ length, maxBytes, hold }: BodyReaderOptions) {
    this.#length = length;
    this.#maxBytes = maxBytes;
    this.#tellHold = hold;
    this.#framing = framingFor(length);
  }

  /** The last byte has arrived: what follows on the connection is the next message. */
  get complete(): boolean {
    return this.#framing.state === "done";
  }

  /** No byte of a body that will come has come. */
  get untouched(): boolean {
    return this.#totalBytes === 0 && !this.complete;
  }

  /** Bytes still to come, where that is known. */
  get left(): number | undefined {
    return this.#framing.left;
  }

  /** Takes what belongs to this body; returns the index after it. Bytes that are all of it may be empty afterwards. */
  push(bytes: Buffer, from: number): number {
    this.#copied = false;
    const end = this.#framing.push(bytes, from, this);
    if (this.#framing.state === "broken") this.fail("aborted");
    else if (this.#framing.state === "done") this.#finish();
    else {
      this.#wake();
      if (this.#mustHold()) this.#hold(true);
    }
    if (this.#copied && from === 0 && end === bytes.length) freeBytes(bytes);
    return end;
  }

  /** The connection ended: a body of unknown length is whole now, any other is cut. */
  end(): void {
    if (this.#length === undefined) this.#finish();
    else if (!this.complete) this.fail("aborted");
  }

  fail(why: BodyError): void {
    if (this.#failure !== undefined || this.#ended) return;
    this.#failure = why;
    this.#drop();
    this.#settleRead?.(err(why));
    this.#settleRead = undefined;
    this.#wake();
    this.#hold(false);
  }

  /** Nobody will read on: what still comes is dropped. */
  discard(): void {
    this.#unwanted = true;
    this.#drop();
    this.#hold(false);
  }

  read(limitBytes: number): Promise<BodyResult> {
    return new Promise((resolve) => this.whenRead(limitBytes, resolve));
  }

  /** `read` without a promise: `tell` is called once, perhaps at once. */
  whenRead(limitBytes: number, tell: (result: BodyResult) => void): void {
    const announced = typeof this.#length === "number" ? this.#length : 0;
    if (Math.max(announced, this.#totalBytes) > limitBytes) this.#failure ??= "too_large";
    if (this.#failure !== undefined) tell(err(this.#failure));
    else if (this.#ended) tell(ok(this.#taken()));
    else {
      this.#maxBytes = Math.min(this.#maxBytes, limitBytes);
      this.#settleRead = tell;
      this.#hold(false);
    }
  }

  /** Rejects when the body is cut or too large. */
  async *stream(): AsyncGenerator<Uint8Array, void> {
    this.#streaming = true;
    try {
      while (this.#failure === undefined) {
        if (this.#unreadBytes > 0) yield this.#taken();
        else if (this.#ended) return;
        else await this.#more();
      }
      throw new Error(`body ${this.#failure}`);
    } finally {
      if (!this.#ended) this.discard();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeStream = resolve;
      this.#hold(false);
    });
  }

  /** Called by the framing. */
  take(part: Buffer, readBytes: number): void {
    if (this.#unwanted || this.#failure !== undefined) return;
    this.#totalBytes += part.length;
    if (this.#totalBytes > this.#maxBytes) {
      this.fail("too_large");
      return;
    }
    this.#unreadBytes += part.length;
    if (this.#unreadBytes === part.length) {
      this.#only = isWasteful(part.length, readBytes) ? Buffer.from(part) : part;
      return;
    }
    if (this.#several === undefined) {
      const whole = this.#streaming || typeof this.#length !== "number" ? undefined : this.#length;
      this.#several = new GrowingBuffer(whole);
      this.#several.append(this.#only ?? EMPTY);
      this.#only = undefined;
    }
    this.#several.append(part);
    this.#copied = true;
  }

  #mustHold(): boolean {
    return this.#settleRead === undefined && this.#unreadBytes > HIGH_WATER_BYTES;
  }

  #hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    this.#tellHold(held);
  }

  #finish(): void {
    this.#ended = true;
    this.#settleRead?.(ok(this.#taken()));
    this.#settleRead = undefined;
    this.#wake();
    this.#hold(false);
  }

  #wake(): void {
    const wake = this.#wakeStream;
    this.#wakeStream = undefined;
    wake?.();
  }

  #taken(): Buffer {
    const bytes = this.#only ?? this.#several?.take() ?? EMPTY;
    this.#drop();
    return bytes;
  }

  #drop(): void {
    this.#only = undefined;
    this.#several = undefined;
    this.#unreadBytes = 0;
  }
}
