import { chmodSync, existsSync, rmSync } from "node:fs";
import { controlSocketPath } from "../devui/control-socket.ts";
import type { DevuiHandler } from "../devui/routes.ts";
import type { HttpServer } from "../kernel/runtime/http.ts";
import { serveHttp } from "../kernel/runtime/http-server.ts";
import { isSocketInUse } from "../kernel/runtime/socket-in-use.ts";
import { log } from "../kernel/telemetry/log.ts";

/** What comes over the control socket is small: it asks, it does not send. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Listens for `baton tap` and `baton top` on a unix socket of the config folder, if that is there. A socket that nobody answers on is a crashed
 * process's and replaced; one that somebody does belongs to a receiver over the same folder, and stays its.
 * @returns the server; `undefined` when there can be none, as in a folder that is read-only
 */
export async function serveControl(folder: string, handler: DevuiHandler): Promise<HttpServer | undefined> {
  const unixPath = controlSocketPath(folder);
  if (!existsSync(folder)) return undefined;
  const isThere = existsSync(unixPath);
  if (isThere && (await isSocketInUse(unixPath))) return undefined;
  try {
    if (isThere) rmSync(unixPath, { force: true });
    const server = await serveHttp({
      host: "",
      port: 0,
      unixPath,
      maxBodyBytes: MAX_BODY_BYTES,
      handler: async (request) => (await handler(request)) ?? { status: 404 },
    });
    chmodSync(unixPath, 0o600); // what passes is for whoever runs this relay alone
    return server;
  } catch (error) {
    log("debug", "baton::app", "no control socket for tap and top", { error: String(error) });
    return undefined;
  }
}
