import type { Fate } from "./capture.ts";
import type { Summary } from "./summary.ts";

/** One row of the feed: everything about an item but its payload. */
export interface ItemSummary extends Omit<Summary, "text" | "fate"> {
  /** Grows with every item, never reused. */
  readonly id: number;
  readonly envelopeId: number;
  /** Place in its envelope, from 0. */
  readonly position: number;
  /** Grows with every change of any item: the cursor of the live feed. */
  readonly revision: number;
  readonly receivedAtMs: number;
  readonly project: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly via: string;
  /** How often the same envelope came in within a minute, as with a DSN and Spotlight at once. */
  readonly copies: number;
  readonly fate: Fate;
}

export interface ItemDetail extends ItemSummary {
  readonly header: Readonly<Record<string, unknown>>;
  readonly envelope: EnvelopeDetail;
}

export interface EnvelopeDetail {
  readonly id: number;
  readonly receivedAtMs: number;
  readonly sizeBytes: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly endpoint: string;
  readonly via: string;
  readonly copies: number;
  readonly project: string;
  readonly publicKey: string;
  readonly client: string;
  readonly userAgent: string;
  readonly origin: string;
  readonly remoteAddress: string;
  /** All items of the envelope, in order. */
  readonly items: readonly ItemSummary[];
}

export interface ItemPage {
  readonly items: readonly ItemSummary[];
  /** Ask for items `before` this id to continue; `undefined` at the end. */
  readonly next: number | undefined;
  /** The feed's cursor at this moment. */
  readonly revision: number;
}

/** What changed after a revision, oldest first. */
export interface ChangeBatch {
  readonly items: readonly ItemSummary[];
  readonly revision: number;
  /** Items below this id are gone, by retention or by hand. */
  readonly oldestId: number;
  /** More changes wait already. */
  readonly more: boolean;
}

export interface StoredPayload {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly contentType: string;
  readonly filename: string;
}

export interface StoredEnvelope {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** A whole envelope with its parts told apart, for Spotlight's stream. */
export interface StreamedEnvelope extends StoredEnvelope {
  readonly header: Readonly<Record<string, unknown>>;
  readonly items: readonly {
    readonly type: string;
    readonly header: Readonly<Record<string, unknown>>;
    readonly offset: number;
    readonly length: number;
  }[];
}

export interface EnvelopeBatch {
  /** Where the batch begins; the next one begins after the last envelope's id. */
  readonly from: number;
  readonly envelopes: readonly StreamedEnvelope[];
}

export interface StoreStats {
  readonly items: number;
  readonly envelopes: number;
  readonly sizeBytes: number;
  readonly oldestAtMs: number | undefined;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly projects: readonly string[];
  /** Envelopes that could not be written since start, as on a full disk. */
  readonly lostEnvelopes: number;
}
