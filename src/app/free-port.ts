import { faultCode } from "../kernel/base/fault.ts";
import { serveHttp } from "../kernel/runtime/http-server.ts";

/** Ports tried after the first. */
const PORTS_TRIED = 20;

/** Starts something on this port, or one of the next, or whatever is free. 0 is whatever is free. */
export async function onFreePort<T>(
  { host, port: first }: { readonly host: string; readonly port: number },
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let port = first; first !== 0 && port < first + PORTS_TRIED; port++) {
    if (!(await isFree(host, port))) continue;
    try {
      return await start(port);
    } catch (error) {
      if (faultCode(error) !== "BATON_LISTEN_IN_USE") throw error; // taken in between
    }
  }
  return start(0);
}

/** Asked before the data path is built, so that no half-built one is left behind. */
async function isFree(host: string, port: number): Promise<boolean> {
  try {
    const probe = await serveHttp({ host, port, maxBodyBytes: 0, handler: () => ({ status: 503 }) });
    await probe.stop(0);
    return true;
  } catch (error) {
    if (faultCode(error) === "BATON_LISTEN_IN_USE") return false;
    throw error;
  }
}
