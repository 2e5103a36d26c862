/** What the headers of a zstd body say, without decompressing it. @see RFC 8878 section 3.1 */
export interface ZstdFrames {
  /** Every frame and block is there to its end. */
  readonly complete: boolean;
  /** No more than this can come out; exact when all frames declare their size. */
  readonly maxContentBytes: number;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;

/**
 * Walks frame and block headers. Decoders disagree on truncated input (some answer with what they have), so
 * completeness is checked here, and the bound lets small bodies take the fastest decoder safely.
 */
export function readZstdFrames(bytes: Uint8Array): ZstdFrames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let max = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return { complete: false, maxContentBytes: max };
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    const frame = magic === MAGIC ? readFrame(view, at) : undefined;
    if (frame === undefined) return { complete: false, maxContentBytes: max };
    max += frame.maxContentBytes;
    at = frame.end;
  }
  return { complete: at === bytes.length && at > 0, maxContentBytes: max };
}

function readFrame(view: DataView, start: number): { end: number; maxContentBytes: number } | undefined {
  const descriptor = view.getUint8(start + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag;
  const sizeAt = start + 5 + (singleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
  let at = sizeAt + sizeBytes;
  if (at > view.byteLength) return undefined;
  const declared = readSize(view, sizeAt, sizeBytes);

  let blocks = 0;
  for (let last = false; !last; blocks++) {
    if (at + 3 > view.byteLength) return undefined;
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    last = (header & 1) !== 0;
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3); // an RLE block holds one byte, repeated
  }
  if ((descriptor & 4) !== 0) at += 4; // checksum
  if (at > view.byteLength) return undefined;
  return { end: at, maxContentBytes: declared ?? blocks * MAX_BLOCK_BYTES };
}

function readSize(view: DataView, at: number, sizeBytes: number): number | undefined {
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  if (sizeBytes === 4) return view.getUint32(at, true);
  return sizeBytes === 8 ? Number(view.getBigUint64(at, true)) : undefined;
}
