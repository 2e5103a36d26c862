/** Bun's global, where this runs on it. */
const bun = (globalThis as { Bun?: { gc(force: boolean): void; shrink?(): void } }).Bun;

/**
 * Collects this thread's garbage now. The engine judges by its own heap, and the bytes of buffers lie outside of it: under
 * a load of large bodies gigabytes may wait to be freed. Does nothing on Node, which counts them.
 */
export function collectGarbage(): void {
  bun?.gc(true);
}
