import { deflate } from "#compression";
import type { HttpEncoding } from "../config/sections/http.ts";
import type { IntegrationContentType } from "../domain/protocol/content-type.ts";
import { addQuantities, type Quantities } from "../domain/protocol/data-category.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Item } from "../domain/protocol/item.ts";
import { itemQuantities } from "../domain/protocol/item-quantities.ts";
import type { RequestMeta } from "../domain/protocol/request-meta.ts";
import { serializeEnvelope, withSerialized } from "./parse/serialize-envelope.ts";
import { SenderMemo } from "./sender-memo.ts";

/** What the request upstream says besides the body. */
export interface Delivery {
  readonly projectId: string;
  readonly publicKey: string;
  /** `sentry_client` and `sentry_version` of the authentication. */
  readonly client: string | undefined;
  readonly version: number;
  readonly origin: string | undefined;
  readonly userAgent: string | undefined;
  readonly forwardedFor: string;
  /** The envelope only wraps a body of another format, which a proxy sends on as it came. */
  readonly integration?: IntegrationContentType;
  /** Base URL of the project's own upstream, where it is not the configured one. */
  readonly upstream?: string;
  /** Of metric buckets: tells routers in front of the upstream which of them belong together. */
  readonly shard?: number;
}

/**
 * An envelope on its way, in the form it is sent and stored in. Plain data: it may cross to another Arbiter, and its body,
 * which nobody else looks into, may move.
 */
export interface HeldEnvelope {
  readonly body: Uint8Array;
  readonly encoding: HttpEncoding;
  readonly receivedAtMs: number;
  /** Key of the sender's project, and of the one whose sampling rules apply: together they name the queue. */
  readonly ownKey: string;
  readonly samplingKey: string;
  readonly delivery: Delivery;
  /** What it counts as, for the case that it is lost. */
  readonly quantities: Quantities;
  readonly eventId: string | undefined;
  /** Name under which somebody watches what becomes of it. */
  readonly captureId?: string | undefined;
  /** Bytes it takes from the budget. */
  readonly sizeBytes: number;
  /** Where it lies in the spool, once it does. */
  readonly row?: SpoolRow;
  /** Row of the envelope that it was made from, which stays in the spool until all that was made from it is done. */
  readonly origin?: number;
  /** Was processed by this relay and only needs sending. Lost on disk: processing twice does no harm. */
  readonly isProcessed?: true;
  /** `X-Sentry-Relay-Signature`, as it came. Lost on disk, as in the reference. */
  readonly signature?: string | undefined;
  /** Came from a relay of our own installation. Lost on disk. */
  readonly fromInternalRelay?: true | undefined;
  /** Places of the items that are marked `rateLimited`: counted already, kept for their event. Lost on disk. */
  readonly limited?: readonly number[] | undefined;
}

export interface SpoolRow {
  /** The spool's own number: file and row in one. */
  readonly id: number;
}

/** What an envelope takes besides its body. */
const OVERHEAD_BYTES = 512;

/** Serialises and encodes an envelope once; from here on nobody looks inside. */
export function holdEnvelope(envelope: Envelope, encoding: HttpEncoding, captureId?: string): HeldEnvelope {
  const { meta } = envelope;
  const body =
    encoding === "identity"
      ? serializeEnvelope(envelope)
      : withSerialized(envelope, (plain) => deflate(encoding, plain));
  const ownKey = meta.dsn.publicKey;
  return {
    body,
    encoding,
    receivedAtMs: meta.receivedAtMs,
    ownKey,
    samplingKey: envelope.samplingKey ?? ownKey,
    delivery: deliveryOf(meta, envelope.items),
    quantities: itemsQuantities(envelope.items),
    eventId: envelope.eventId,
    sizeBytes: heldSize(body),
    captureId,
    signature: meta.signature,
    fromInternalRelay: meta.fromInternalRelay ? true : undefined,
    limited: limitedPlaces(envelope.items),
  };
}

function limitedPlaces(items: readonly Item[]): readonly number[] | undefined {
  if (!items.some(({ rateLimited }) => rateLimited)) return undefined;
  return items.flatMap(({ rateLimited }, index) => (rateLimited ? [index] : []));
}

/** Bytes that an envelope with this body takes in memory. */
export function heldSize(body: Uint8Array): number {
  return body.length + OVERHEAD_BYTES;
}

export function itemsQuantities(items: readonly Item[]): Quantities {
  let sum: Quantities = [];
  for (const item of items) {
    const quantities = itemQuantities(item);
    sum = sum.length === 0 ? quantities : addQuantities(sum, quantities);
  }
  return sum;
}

export function deliveryOf(meta: RequestMeta, items: readonly Item[]): Delivery {
  const integration = integrationOf(items);
  const delivery = deliveries.of(meta);
  return integration === undefined ? delivery : { ...delivery, integration };
}

const deliveries = new SenderMemo(
  (meta): Delivery => ({
    projectId: meta.dsn.projectId ?? "0",
    publicKey: meta.dsn.publicKey,
    client: meta.client,
    version: meta.version,
    origin: meta.origin,
    userAgent: meta.userAgent,
    forwardedFor: meta.forwardedFor,
  }),
);

function integrationOf(items: readonly Item[]): IntegrationContentType | undefined {
  const [only] = items;
  if (only?.type !== "integration" || items.length > 1) return undefined;
  return only.contentType as IntegrationContentType | undefined;
}
