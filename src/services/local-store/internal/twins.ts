import { createHash } from "node:crypto";
import type { CapturedEnvelope } from "../capture.ts";

const WITHIN_MS = 60_000;
const MOST = 1_000;

interface Seen {
  readonly envelopeId: number;
  readonly via: string;
  readonly atMs: number;
}

/**
 * Recognises an envelope that an SDK sends twice because both a DSN and Spotlight are set. Envelopes that come in
 * twice by the same way are no twins: that is the SDK's doing, and worth seeing.
 */
export class Twins {
  readonly #seen = new Map<string, Seen>();

  /** @returns the id of the stored twin, at most once per pair */
  find(envelope: CapturedEnvelope): number | undefined {
    const key = contentKey(envelope.bytes);
    const twin = this.#seen.get(key);
    if (twin === undefined || twin.via === envelope.meta.via) return undefined;
    this.#seen.delete(key);
    return envelope.receivedAtMs - twin.atMs <= WITHIN_MS ? twin.envelopeId : undefined;
  }

  remember(envelope: CapturedEnvelope, envelopeId: number): void {
    const seen = { envelopeId, via: envelope.meta.via, atMs: envelope.receivedAtMs };
    this.#seen.set(contentKey(envelope.bytes), seen);
    if (this.#seen.size <= MOST) return;
    const oldest = this.#seen.keys().next();
    if (!oldest.done) this.#seen.delete(oldest.value);
  }

  clear(): void {
    this.#seen.clear();
  }
}

/** Everything after the envelope header, whose `sent_at` and `dsn` may differ between the two. */
function contentKey(bytes: Uint8Array): string {
  return createHash("sha1")
    .update(bytes.subarray(bytes.indexOf(10) + 1))
    .digest("base64");
}
