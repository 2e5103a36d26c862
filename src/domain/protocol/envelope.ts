import { NO_HEADER_FIELDS, type ReadonlyHeaderFields } from "./header-fields.ts";
import type { Item } from "./item.ts";
import type { RequestMeta } from "./request-meta.ts";
import type { TraceContext } from "./trace-context.ts";

/** Everything an envelope says besides its items. */
export interface EnvelopeHeaders {
  /** 32 hex digits. */
  readonly eventId: string | undefined;
  readonly meta: RequestMeta;
  /** RFC 3339; when the client sent it, or when a managed relay did. */
  readonly sentAt: string | undefined;
  /** `null`: there was one, but malformed; it is forwarded as null and means as little as none. */
  readonly trace: TraceContext | null | undefined;
  /** Features the project must have, or the envelope is dropped. */
  readonly requiredFeatures: readonly string[];
  /** What we do not know, forwarded as it came: `sdk`, `unreal_user_id`, … */
  readonly other: ReadonlyHeaderFields;
}

/**
 * A set of items that arrived together. Headers are fixed; the items may become fewer. Cross a thread or the disk as
 * bytes (`serializeEnvelope`), never as an object: payloads are views into a whole request body.
 */
export class Envelope {
  readonly headers: EnvelopeHeaders;
  items: readonly Item[];

  constructor(headers: EnvelopeHeaders, items: readonly Item[]) {
    this.headers = headers;
    this.items = items;
  }

  get eventId(): string | undefined {
    return this.headers.eventId;
  }

  get meta(): RequestMeta {
    return this.headers.meta;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** The same headers around other items, such as those that one processor is responsible for. */
  withItems(items: readonly Item[], headers: Partial<EnvelopeHeaders> = {}): Envelope {
    return new Envelope({ ...this.headers, ...headers }, items);
  }

  /** The item that makes this envelope an event. */
  get eventItem(): Item | undefined {
    return this.items.find((item) => item.createsEvent);
  }

  /** Key of the project whose sampling rules apply; only transactions, events and spans are sampled. */
  get samplingKey(): string | undefined {
    const trace = this.headers.trace;
    if (trace === undefined || trace === null) return undefined;
    return this.items.some((item) => SAMPLED.has(item.type)) ? trace.publicKey : undefined;
  }
}

const SAMPLED: ReadonlySet<string> = new Set(["transaction", "event", "span"]);

/** The headers of an envelope of our own making. */
export function envelopeHeaders(
  meta: RequestMeta,
  headers: Partial<Omit<EnvelopeHeaders, "meta">> = {},
): EnvelopeHeaders {
  return {
    eventId: headers.eventId,
    meta,
    sentAt: headers.sentAt,
    trace: headers.trace,
    requiredFeatures: headers.requiredFeatures ?? [],
    other: headers.other ?? NO_HEADER_FIELDS,
  };
}
