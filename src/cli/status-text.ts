import { STATUS_PHRASES } from "../kernel/runtime/status-phrases.ts";

/** `503 Service Unavailable`. */
export function statusText(status: number): string {
  const phrase = STATUS_PHRASES[status];
  return phrase === undefined ? String(status) : `${status} ${phrase}`;
}
