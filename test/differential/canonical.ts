import { decodeBody } from "../support/decode.ts";
import type { CapturedRequest } from "../support/fake-sentry.ts";
import { type HeaderLine, headerOf } from "../support/http-reader.ts";
import type { RawAnswer } from "../support/raw-client.ts";
import { readWireEnvelope } from "../support/wire-envelope.ts";
import type { Conversation } from "./arena.ts";
import { canonicalReports, isReport } from "./canonical-reports.ts";
import { canonicalErrorText, LIBRARY } from "./library-text.ts";

/** A conversation with all removed that two correct relays may differ in: path → value. */
export type Canonical = ReadonlyMap<string, string>;

/** Headers of the transport, and the clock. */
const TRANSPORT = new Set(["date", "content-length", "transfer-encoding", "connection", "keep-alive"]);

export function canonical(talk: Conversation): Canonical {
  const entries = new Map<string, string>();
  const put = (path: string, value: string) => void entries.set(path, clean(value, talk));
  for (const [index, answer] of talk.answers.entries())
    putAnswer(answer, (path, value) => put(`answer${index}.${path}`, value));
  const reports = talk.upstream.filter(isReport);
  const others = talk.upstream
    .filter((request) => !isReport(request))
    .map((request) => canonicalRequest(request, talk));
  for (const [index, lines] of others.sort(bySpelling).entries()) {
    for (const [path, value] of lines) entries.set(`upstream${index}.${path}`, value);
  }
  for (const [path, value] of canonicalReports(reports)) put(`reports.${path}`, value);
  return entries;
}

function putAnswer(
  answer: RawAnswer | { readonly error: string },
  put: (path: string, value: string) => void,
): void {
  if ("error" in answer) {
    put("error", "no answer");
    return;
  }
  const body = canonicalErrorText(text(decodeBody(answer.body, headerOf(answer, "content-encoding"))));
  const isWorded = body.includes(LIBRARY); // how long it is, and so whether it is compressed, is up to the wording
  put("status", String(answer.status));
  for (const [name, value] of grouped(answer.headers)) {
    if (!(isWorded && name === "content-encoding"))
      put(`header.${name}`, settled(name, isWorded ? unvaried(value) : value));
  }
  put("body", body);
}

/** Its lines are cleaned here, because their spelling decides the order. */
function canonicalRequest(request: CapturedRequest, talk: Conversation): (readonly [string, string])[] {
  const lines: (readonly [string, string])[] = [];
  const put = (path: string, value: string) => void lines.push([path, clean(value, talk)]);
  put("line", `${request.method} ${request.path}${request.query === "" ? "" : `?${request.query}`}`);
  for (const [name, value] of grouped(request.headers)) put(`header.${name}`, value);
  if (!request.path.endsWith("/envelope/")) put("body", text(request.body));
  else putEnvelope(request.body, put);
  return lines;
}

function putEnvelope(body: Buffer, put: (path: string, value: string) => void): void {
  try {
    const envelope = readWireEnvelope(body);
    put("envelope", envelope.headerText);
    for (const [index, item] of envelope.items.entries()) {
      put(`item${index}.header`, item.headerText);
      put(`item${index}.payload`, text(item.payload));
    }
    put("ends with newline", String(body.at(-1) === 0x0a));
  } catch {
    put("unreadable envelope", text(body));
  }
}

function bySpelling(
  a: readonly (readonly [string, string])[],
  b: readonly (readonly [string, string])[],
): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function grouped(headers: readonly HeaderLine[]): (readonly [string, string])[] {
  const groups = Map.groupBy(
    headers.filter(([name]) => !TRANSPORT.has(name)),
    ([name]) => name,
  );
  return [...groups]
    .map(([name, lines]) => [name, lines.map(([, value]) => value).join(" ⏎ ")] as const)
    .sort();
}

function unvaried(value: string): string {
  return value.replace(" ⏎ accept-encoding", "");
}

/** Remaining seconds of limits count down between two relays' answers. */
function settled(name: string, value: string): string {
  if (name !== "retry-after" && name !== "x-sentry-rate-limits") return value;
  return value.replaceAll(/\d{3,}/g, (seconds) => String(Math.round(Number(seconds) / 50) * 50));
}

function text(bytes: Buffer): string {
  const decoded = bytes.toString("utf8");
  return Buffer.from(decoded).equals(bytes) ? decoded : `hex ${bytes.toString("hex")}`;
}

/** Replaces ports, and ids that the relay made up. */
function clean(value: string, talk: Conversation): string {
  const sent = talk.requests
    .map(
      (request) =>
        `${request.target}${JSON.stringify(request.headers)}${Buffer.from((request.body ?? "") as string)}`,
    )
    .join()
    .replaceAll("-", "")
    .toLowerCase();
  const known = (id: string) => sent.includes(id.replaceAll("-", "")) || id === talk.slot.key;
  return value
    .replaceAll(`127.0.0.1:${talk.relayPort}`, "RELAY")
    .replaceAll(`127.0.0.1:${talk.upstreamPort}`, "UPSTREAM")
    .replaceAll(/\b[0-9a-f]{32}\b/g, (id) => (known(id) ? id : "<id>"))
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => (known(id) ? id : "<uuid>"));
}
