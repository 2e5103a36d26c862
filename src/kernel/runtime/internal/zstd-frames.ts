const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;

/**
 * Walks the frame and block headers of a zstd body without decompressing it, in pieces of any size. Decoders disagree
 * on truncated input (some answer with what they have), so completeness is checked here; and the bound on what can
 * come out lets small bodies take the fastest decoder safely.
 *
 *     frame header ──▶ block header ──▶ (skip block) ──▶ block header … ──▶ frame header
 * @see RFC 8878 section 3.1
 */
export class ZstdFrames {
  #at: "frame" | "block" = "frame";
  /** Bytes of a header that is not whole yet. */
  #header: number[] = [];
  #skip = 0;
  #blocks = 0;
  #declared: number | undefined;
  #hasChecksum = false;
  #frames = 0;
  #broken = false;
  #maxContentBytes = 0;

  /** The frames of a whole body. */
  static of(bytes: Uint8Array): ZstdFrames {
    const frames = new ZstdFrames();
    frames.push(bytes);
    return frames;
  }

  /** The input so far ends where a frame ends, and there was one. */
  get complete(): boolean {
    return (
      !this.#broken &&
      this.#frames > 0 &&
      this.#at === "frame" &&
      this.#header.length === 0 &&
      this.#skip === 0
    );
  }

  /** No more than this can come out of the frames that have ended; exact when all of them declare their size. */
  get maxContentBytes(): number {
    return this.#maxContentBytes;
  }

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && !this.#broken; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length - i);
        this.#skip -= skipped;
        i += skipped;
        continue;
      }
      this.#header.push(bytes[i++] as number);
      if (this.#at === "block") this.#block();
      else this.#frame();
    }
  }

  #frame(): void {
    const { length } = this.#header;
    if (length < 4) return;
    const magic = this.#number(0, 4);
    if (magic - (magic % 16) === SKIPPABLE_MAGIC) {
      if (length < 8) return;
      this.#skip = this.#number(4, 4);
      this.#header = [];
      this.#frames += 1;
      return;
    }
    this.#broken = magic !== MAGIC;
    if (this.#broken || length < 5) return;
    const descriptor = this.#header[4] as number;
    const singleSegment = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag;
    const sizeAt = 5 + (singleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
    if (length < sizeAt + sizeBytes) return;
    this.#declared =
      sizeBytes === 0 ? undefined : this.#number(sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#blocks = 0;
    this.#header = [];
    this.#at = "block";
  }

  #block(): void {
    if (this.#header.length < 3) return;
    const block = this.#number(0, 3);
    this.#header = [];
    this.#blocks += 1;
    this.#skip = ((block >> 1) & 3) === 1 ? 1 : block >> 3; // an RLE block holds one byte, repeated
    if ((block & 1) === 0) return;
    if (this.#hasChecksum) this.#skip += 4;
    this.#frames += 1;
    this.#maxContentBytes += this.#declared ?? this.#blocks * MAX_BLOCK_BYTES;
    this.#at = "frame";
  }

  /** Little-endian. */
  #number(at: number, bytes: number): number {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (this.#header[at + i] as number);
    return value;
  }
}
