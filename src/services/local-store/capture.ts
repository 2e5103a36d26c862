export const ITEM_FATES = [
  "pending",
  "stored",
  "forwarded",
  "spooled",
  "filtered",
  "rate_limited",
  "invalid",
  "abuse",
  "client_discard",
  "cardinality_limited",
] as const;

/** What became of an item. `pending`: accepted, and still on its way through the pipeline. */
export type FateOutcome = (typeof ITEM_FATES)[number];

export const ITEM_STAGES = ["sdk", "receive", "parse", "hold", "process", "send"] as const;

/** Where an item's fate was decided; `sdk` for what a client report tells of the SDK's own drops. */
export type FateStage = (typeof ITEM_STAGES)[number];

export interface FateQuantity {
  /** Name of a data category, such as `error` or `log_byte`. */
  readonly category: string;
  readonly quantity: number;
}

/** The explained end of one item: what happened, where, by which rule, and how much it counts for. */
export interface Fate {
  readonly outcome: FateOutcome;
  readonly stage: FateStage;
  /** The rule or limit that decided, such as `limits.max_event_size` or a filter's id. */
  readonly rule?: string;
  /** The outcome's reason as the upstream would see it, such as `too_large:event`. */
  readonly reason?: string;
  readonly quantities: readonly FateQuantity[];
}

/** One item of a captured envelope; its payload is `bytes.subarray(offset, offset + length)`. */
export interface CapturedItem {
  readonly type: string;
  /** The item header as parsed, unknown keys included. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly offset: number;
  readonly length: number;
  readonly fate: Fate;
}

/** How an envelope came in. */
export interface CapturedMeta {
  /** Path of the request, such as `/api/42/envelope/`. */
  readonly endpoint: string;
  /** `spotlight` for `POST /stream`, else `dsn`. */
  readonly via: "dsn" | "spotlight";
  readonly projectId?: string;
  readonly publicKey?: string;
  /** `sentry_client` of the authentication, such as `sentry.javascript.node/11.12.0`. */
  readonly client?: string;
  readonly userAgent?: string;
  readonly origin?: string;
  readonly remoteAddress?: string;
}

/** An envelope that came in, with everything the pipeline knew about it at that moment. */
export interface CapturedEnvelope {
  /** Unique among all captures of this process: lets `settled` find it again. */
  readonly captureId: string;
  readonly receivedAtMs: number;
  /** The envelope as accepted, content encoding removed. An exact-size buffer of its own: it may be moved to another Arbiter. */
  readonly bytes: Uint8Array;
  /** The envelope header as parsed, unknown keys included. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly meta: CapturedMeta;
  readonly items: readonly CapturedItem[];
  /** Set when the request was refused as a whole before it had items, with what the client was told. */
  readonly refused?: Fate & { readonly status: number };
}

/** A later verdict on items that were `pending` when their envelope was captured. */
export interface Settlement {
  readonly captureId: string;
  /** Verdicts on single items, by their place in the envelope. */
  readonly fates?: readonly { readonly index: number; readonly fate: Fate }[];
  /** The verdict on all that are still pending; they count for what they did before. */
  readonly rest?: Omit<Fate, "quantities">;
}

/**
 * The port through which the pipeline shows what comes in and what becomes of it. Both are fire-and-forget: a refused
 * `send` means that the page does not show that envelope, and nothing else.
 */
export interface CaptureProtocol {
  captured(envelope: CapturedEnvelope): void;
  settled(settlement: Settlement): void;
}
