import { Fault } from "../../base/fault.ts";

export type ClientFaultKind =
  | "CONNECT"
  | "DNS"
  | "TLS"
  | "TIMEOUT"
  | "RESET"
  | "PROTOCOL"
  | "TOO_LARGE"
  | "ABORTED";

const FINAL: ReadonlySet<ClientFaultKind> = new Set(["PROTOCOL", "TOO_LARGE", "ABORTED"]);

/** Names the host but never path or query: keys travel there. */
export function clientFault(kind: ClientFaultKind, message: string, cause?: unknown): Fault {
  return new Fault(message, {
    code: `BATON_HTTP_${kind}`,
    source: "upstream",
    retryable: !FINAL.has(kind),
    cause,
  });
}
