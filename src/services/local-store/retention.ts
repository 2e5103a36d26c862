/** What the store may keep: whichever is reached first. */
export interface RetentionLimits {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** One stored envelope as retention sees it, oldest first. */
export interface RetainedEnvelope {
  readonly id: number;
  readonly receivedAtMs: number;
  readonly sizeBytes: number;
}

/** Once over the limit, this share of it is kept: room for some time, instead of one removal per arrival. */
const KEEP_SHARE = 0.9;

/**
 * Decides which envelopes go.
 * @param oldest the oldest envelopes, a batch at a time
 * @returns the newest id to remove together with all before it; `undefined` to keep all
 */
export function expired(
  oldest: readonly RetainedEnvelope[],
  totalBytes: number,
  limits: RetentionLimits,
  nowMs: number,
): number | undefined {
  const keepBytes = totalBytes > limits.maxBytes ? limits.maxBytes * KEEP_SHARE : limits.maxBytes;
  let left = totalBytes;
  let last: number | undefined;
  for (const envelope of oldest) {
    const old = nowMs - envelope.receivedAtMs > limits.maxAgeMs;
    if (!old && left <= keepBytes) break;
    left -= envelope.sizeBytes;
    last = envelope.id;
  }
  return last;
}
