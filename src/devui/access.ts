import type { HttpRequest } from "../kernel/runtime/http.ts";

/**
 * Whether a request may read what was received. A page on the internet can reach a port on this machine in two ways:
 * by a name of its own that resolves to 127.0.0.1 (DNS rebinding: the `Host` gives it away), and by a cross-origin
 * request (the `Origin` does, or the browser's `Sec-Fetch-Site` where it sends none).
 * @returns why not, in words for a person; `undefined` when it may
 */
export function refuseReader(request: Pick<HttpRequest, "header">): string | undefined {
  const host = request.header("host");
  if (host === undefined || !isLocalHost(host)) {
    return "This page answers only to localhost. Open it as http://localhost with the same port.";
  }
  const origin = request.header("origin");
  if (origin !== undefined) {
    return isLocalOrigin(origin) ? undefined : "Only pages of this machine may read what was received.";
  }
  const foreign = request.header("sec-fetch-site") === "cross-site";
  const visit = request.header("sec-fetch-mode") === "navigate";
  return foreign && !visit ? "Only pages of this machine may read what was received." : undefined;
}

/** `localhost`, a name below it, or a loopback address, with or without a port. */
function isLocalHost(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "[::1]") return true;
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/** An http or https origin on a local host; `null` and everything else is foreign. */
export function isLocalOrigin(origin: string): boolean {
  const match = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase());
  return match?.[1] !== undefined && isLocalHost(match[1]);
}
