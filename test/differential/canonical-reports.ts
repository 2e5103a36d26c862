import type { CapturedRequest } from "../support/fake-sentry.ts";
import { headerOf } from "../support/http-reader.ts";
import { readWireEnvelope } from "../support/wire-envelope.ts";

/** A client report that the relay made itself: how many there are, and when, is up to its timers. */
export function isReport(request: CapturedRequest): boolean {
  return (
    request.path.endsWith("/envelope/") &&
    headerOf(request, "user-agent")?.startsWith("sentry-relay/") === true
  );
}

type Counts = { readonly reason?: string; readonly category: string; readonly quantity: number };

/** Sums the reports up: list, category and reason → quantity; and how the first of them was spelt. */
export function canonicalReports(reports: readonly CapturedRequest[]): Map<string, string> {
  const sums = new Map<string, number>();
  const lines = new Map<string, string>();
  for (const request of reports) {
    for (const [name, value] of request.headers) {
      if (name !== "content-length") lines.set(`header.${name}`, value);
    }
    const envelope = readWireEnvelope(request.body);
    lines.set("envelope", envelope.headerText);
    for (const item of envelope.items) {
      lines.set("item type", item.type);
      lines.set("item keys", Object.keys(item.headers).join());
      for (const [list, entries] of Object.entries(
        JSON.parse(item.payload.toString()) as Record<string, Counts[]>,
      )) {
        if (!Array.isArray(entries)) continue;
        for (const { reason, category, quantity } of entries) {
          const key = `${list} ${category} ${reason ?? "-"}`;
          sums.set(key, (sums.get(key) ?? 0) + quantity);
        }
      }
    }
  }
  for (const [key, sum] of [...sums].sort()) lines.set(key, String(sum));
  return lines;
}
