import { connect } from "#sockets";
import type { Socket, SocketOwner } from "./sockets.ts";

const NOBODY: SocketOwner = { onData: () => {}, onDrain: () => {}, onEnd: () => {}, onClose: () => {} };
const TIMEOUT_MS = 1_000;

/** Whether somebody listens on a unix socket; not so for a file that a crashed process left behind, and for none. */
export async function isSocketInUse(unixPath: string): Promise<boolean> {
  let opened: Socket | undefined;
  const error = await connect({ host: "", port: 0, unixPath, timeoutMs: TIMEOUT_MS }, (socket) => {
    opened = socket;
    return NOBODY;
  });
  opened?.destroy();
  return error === undefined || error.kind === "timeout";
}
