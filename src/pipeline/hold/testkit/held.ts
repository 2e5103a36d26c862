import type { HeldEnvelope } from "../../held-envelope.ts";

/** An envelope of one error that waits, from a project that is also the one of its trace. */
export function heldEnvelope(
  publicKey: string,
  eventId: string,
  more: Partial<HeldEnvelope> = {},
): HeldEnvelope {
  return {
    body: new Uint8Array(1),
    encoding: "identity",
    receivedAtMs: 1_800_000_000_000,
    ownKey: publicKey,
    samplingKey: publicKey,
    delivery: {
      projectId: "42",
      publicKey,
      client: undefined,
      version: 7,
      origin: undefined,
      userAgent: undefined,
      forwardedFor: "",
    },
    quantities: [{ category: "error", quantity: 1 }],
    eventId,
    sizeBytes: 1,
    ...more,
  };
}
