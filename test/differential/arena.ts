import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type CapturedRequest, FakeSentry } from "../support/fake-sentry.ts";
import { headerOf } from "../support/http-reader.ts";
import { exchange, type RawAnswer, type RawRequest } from "../support/raw-client.ts";
import { type RelayKind, RelayProcess } from "../support/relay-process.ts";
import { pause, waitUntil } from "../support/wait.ts";
import type { Case, Slot, Suite } from "./case.ts";

/** What one relay did with a case. */
export interface Conversation {
  readonly slot: Slot;
  readonly requests: readonly RawRequest[];
  readonly answers: readonly (RawAnswer | { readonly error: string })[];
  readonly upstream: readonly CapturedRequest[];
  readonly relayPort: number;
  readonly upstreamPort: number;
}

const QUIET_MS = 500;
const SETTLE_LIMIT_MS = 8_000;
const LEARN_MS = 40;

/** Runs a suite against one relay with an upstream of its own. */
export async function runSuite(suite: Suite, kind: RelayKind): Promise<Map<string, Conversation>> {
  const sentry = FakeSentry.start({ answer: echo });
  const relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: { ...QUICK_REPORTS, ...suite.config },
    ...(suite.files === undefined ? {} : { files: suite.files }),
  });
  try {
    const talks: Omit<Conversation, "upstream">[] = [];
    for (const each of suite.cases) talks.push(await converse(each, relay, sentry));
    await settle(sentry);
    const conversation = (talk: Omit<Conversation, "upstream">) =>
      ({
        ...talk,
        upstream: sentry.requests.filter((request) => belongs(request, talk.slot)),
      }) satisfies Conversation;
    return new Map(suite.cases.map((each, index) => [each.name, conversation(talks[index] as Conversation)]));
  } finally {
    await relay.kill();
    sentry.close();
  }
}

/** Client reports leave at once instead of after half a minute. */
const QUICK_REPORTS = { aggregator: { bucket_interval: 1, initial_delay: 0 } };

/** A key and a project of the case's own, by which its upstream requests are known. */
export function slotOf(each: Case): Slot {
  const hash = createHash("md5").update(each.name).digest();
  return { key: hash.toString("hex"), project: 1_000_000 + hash.readUInt32BE(0) };
}

async function converse(
  each: Case,
  relay: RelayProcess,
  sentry: FakeSentry,
): Promise<Omit<Conversation, "upstream">> {
  const slot = slotOf(each);
  const requests = each.requests(slot);
  const answers: (RawAnswer | { readonly error: string })[] = [];
  if (each.upstream) sentry.fail(each.upstream, { path: `/api/${slot.project}/envelope/`, times: 1 });
  for (const [index, request] of requests.entries()) {
    answers.push(await exchange(relay.port, request).catch((error: unknown) => ({ error: String(error) })));
    if (each.upstream && index === 0) await learned(sentry, slot);
  }
  return { slot, requests, answers, relayPort: relay.port, upstreamPort: sentry.port };
}

/** The relay has read the upstream's answer to the case's first request. */
async function learned(sentry: FakeSentry, slot: Slot): Promise<void> {
  await waitUntil(() => sentry.requests.some((request) => belongs(request, slot)), 3_000).catch(
    () => undefined,
  );
  await pause(LEARN_MS);
}

async function settle(sentry: FakeSentry): Promise<void> {
  const startedAtMs = performance.now();
  for (
    let seen = -1;
    seen !== sentry.requests.length && performance.now() - startedAtMs < SETTLE_LIMIT_MS;
  ) {
    seen = sentry.requests.length;
    await pause(QUIET_MS);
  }
}

function belongs(request: CapturedRequest, slot: Slot): boolean {
  if (request.path.includes(`/${slot.project}/`) || request.query.includes(slot.key)) return true;
  return ["x-sentry-auth", "x-case", "authorization"].some((name) =>
    headerOf(request, name)?.includes(slot.key),
  );
}

/** Answers everything but envelopes, as the request's own `x-answer-*` headers ask. */
function echo(request: CapturedRequest) {
  if (/^\/api\/\d+\/envelope\/$/.test(request.path) && request.method === "POST") return undefined;
  const [name, value] = (headerOf(request, "x-answer-header") ?? "x-upstream: 1").split(/: (.*)/);
  const status = Number(headerOf(request, "x-answer-status") ?? 200);
  const headers = { "content-type": "application/json", server: "upstream", [name as string]: value ?? "" };
  if (request.method === "HEAD" || status === 204 || status === 304) return { status, headers };
  const text = JSON.stringify({ detail: headerOf(request, "x-answer-long") ? "long ".repeat(60) : "echo" });
  if (headerOf(request, "x-answer-gzip") === undefined) return { status, headers, body: text };
  return { status, headers: { ...headers, "content-encoding": "gzip" }, body: gzipSync(text) };
}
