import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Item } from "../domain/protocol/item.ts";
import { itemQuantities } from "../domain/protocol/item-quantities.ts";
import { type Rejection, rejectionReason } from "../domain/protocol/rejection.ts";
import { concatBytes, utf8Bytes } from "../kernel/base/bytes.ts";
import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import type {
  CapturedEnvelope,
  CapturedItem,
  CapturedMeta,
  Fate,
  FateOutcome,
} from "../services/local-store/capture.ts";
import type { SinkResult } from "./hold/protocol.ts";
import { headerJson } from "./parse/serialize-envelope.ts";

const LINE_FEED = utf8Bytes("\n");

/** How an accepted envelope looks to those who watch: its bytes, and where each item lies in them. */
export function captureEnvelope(
  envelope: Envelope,
  items: readonly Item[],
  verdictOf: (item: Item) => Rejection | undefined,
  taken: FateOutcome,
  how: { readonly captureId: string; readonly endpoint: string; readonly via: CapturedMeta["via"] },
): CapturedEnvelope {
  const header = headerJson(envelope.headers);
  const parts: Uint8Array[] = [utf8Bytes(header), LINE_FEED];
  let offset = parts.reduce((sum, part) => sum + part.length, 0);
  const captured = items.map((item): CapturedItem => {
    const itemHeader = item.headerJson();
    const lead = utf8Bytes(`${itemHeader}\n`);
    parts.push(lead, item.payload, LINE_FEED);
    const at = offset + lead.length;
    offset = at + item.payload.length + LINE_FEED.length;
    return {
      type: item.typeName,
      header: JSON.parse(itemHeader) as Record<string, unknown>,
      offset: at,
      length: item.payload.length,
      fate: fateOf(item, verdictOf(item), taken),
    };
  });
  return {
    captureId: how.captureId,
    receivedAtMs: envelope.meta.receivedAtMs,
    bytes: concatBytes(parts),
    header: JSON.parse(header) as Record<string, unknown>,
    meta: metaOf(envelope, how),
    items: captured,
  };
}

/** A request that was refused as a whole, with what its sender was told. */
export function captureRefusal(
  request: HttpRequest,
  response: HttpResponse,
  receivedAtMs: number,
  captureId: string,
): CapturedEnvelope {
  const body = typeof response.body === "string" ? response.body : "";
  return {
    captureId,
    receivedAtMs,
    bytes: new Uint8Array(0),
    header: {},
    meta: { endpoint: request.path, via: "dsn", remoteAddress: request.remoteAddress },
    items: [],
    refused: {
      status: response.status,
      outcome: response.status === 429 ? "rate_limited" : "invalid",
      stage: "receive",
      reason: reasonOf(body),
      quantities: [],
    },
  };
}

/** What an upstream's answer means for the items that were sent to it. */
export function upstreamVerdict(
  result: Exclude<SinkResult, { readonly kind: "retry" }>,
): Omit<Fate, "quantities"> {
  if (result.kind === "refused")
    return { outcome: "invalid", stage: "send", reason: "not taken by the upstream" };
  const { status = 200 } = result;
  if (status < 400) return { outcome: "forwarded", stage: "send" };
  const reason = `the upstream answered ${status}`;
  return { outcome: status === 429 ? "rate_limited" : "invalid", stage: "send", reason };
}

function reasonOf(body: string): string {
  try {
    const { detail, causes } = JSON.parse(body) as { detail?: string; causes?: string[] };
    return [detail, ...(causes ?? [])].filter((part) => part !== undefined).join(": ");
  } catch {
    return body;
  }
}

function fateOf(item: Item, rejection: Rejection | undefined, taken: FateOutcome): Fate {
  const quantities = itemQuantities(item);
  if (!rejection) return { outcome: taken, stage: "receive", quantities };
  const reason = rejectionReason(rejection);
  return {
    outcome: rejection.outcome,
    stage: "receive",
    quantities,
    ...(rejection.rule === undefined ? {} : { rule: rejection.rule }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function metaOf({ meta }: Envelope, how: { endpoint: string; via: CapturedMeta["via"] }): CapturedMeta {
  return {
    endpoint: how.endpoint,
    via: how.via,
    publicKey: meta.dsn.publicKey,
    ...(meta.dsn.projectId === undefined ? {} : { projectId: meta.dsn.projectId }),
    ...(meta.client === undefined ? {} : { client: meta.client }),
    ...(meta.userAgent === undefined ? {} : { userAgent: meta.userAgent }),
    ...(meta.origin === undefined ? {} : { origin: meta.origin }),
    ...(meta.remoteAddr === undefined ? {} : { remoteAddress: meta.remoteAddr }),
  };
}
