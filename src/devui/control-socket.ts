import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto } from "../kernel/runtime/crypto.ts";

/** The kernel's limit is 108 bytes with the closing zero on Linux, 104 on macOS. */
const LONGEST_PATH_BYTES = 100;

/**
 * Where a running receiver listens for `baton tap` and the like: `control.sock` in its config folder, or a name made
 * from the folder in the system's temporary one where that path would be too long for a socket.
 */
export function controlSocketPath(folder: string): string {
  const path = join(folder, "control.sock");
  if (Buffer.byteLength(path) <= LONGEST_PATH_BYTES) return path;
  return join(
    tmpdir(),
    `baton-${nodeCrypto().createHash("sha256").update(folder).digest("hex").slice(0, 16)}.sock`,
  );
}
