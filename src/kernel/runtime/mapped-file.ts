import { readFileSync } from "node:fs";

/**
 * A file's bytes, to be read only: mapped where the runtime can, so that all threads share one copy and only what is looked at is
 * in memory. Throws the system's error. A file that is replaced while it is mapped must be replaced by another, not written over.
 */
export function mapFile(path: string): Uint8Array {
  return typeof Bun === "undefined" ? readFileSync(path) : Bun.mmap(path, { shared: true });
}
