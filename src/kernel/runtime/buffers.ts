/** Below this the engine's own collector is as good; as large as what moves between Arbiters instead of being copied. */
const LARGE_BYTES = 64 * 1024;

/**
 * Gives the memory of a large buffer back now. The engine frees it when it collects, and judges by its own heap when to: under
 * a load of large bodies hundreds of megabytes may wait for that. Whoever calls owns the bytes and has no further use for
 * them: they, and every other view of the same buffer, are empty afterwards. Small ones, and views of a part, are left alone.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes;
  if (byteLength < LARGE_BYTES || buffer.byteLength !== byteLength || !(buffer instanceof ArrayBuffer))
    return;
  buffer.transfer(0);
}
