/**
 * What a row of the spool holds. The table is the reference's, so that a spool it left behind is drained: one
 * zstd-compressed envelope per row as we write them, or a batch of several as it does.
 */
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;
const BATCH_HEADER_BYTES = 12;

export function isZstd(blob: Uint8Array): boolean {
  return ZSTD_MAGIC.every((byte, i) => blob[i] === byte);
}

export interface BatchEntry {
  readonly receivedAtMs: number;
  readonly blob: Uint8Array;
}

/** A batch row: `i64 LE received_at ms, u32 LE length, blob`, repeated. A torn tail is left out. */
export function splitBatch(bytes: Uint8Array): BatchEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: BatchEntry[] = [];
  let at = 0;
  while (at + BATCH_HEADER_BYTES <= bytes.length) {
    const receivedAtMs = Number(view.getBigInt64(at, true));
    const length = view.getUint32(at + 8, true);
    const from = at + BATCH_HEADER_BYTES;
    if (from + length > bytes.length) break;
    entries.push({ receivedAtMs, blob: bytes.slice(from, from + length) });
    at = from + length;
  }
  return entries;
}
