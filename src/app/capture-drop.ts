import { utf8Bytes } from "../kernel/base/bytes.ts";
import type { Drop, DropStage } from "../services/drops/protocol.ts";
import type { CapturedEnvelope, Fate, FateOutcome, FateStage } from "../services/local-store/capture.ts";

/** Metrics are dropped where they wait, which is a part of processing for whoever looks. */
const STAGES: Readonly<Record<DropStage, FateStage>> = {
  sdk: "sdk",
  receive: "receive",
  hold: "hold",
  process: "process",
  metrics: "process",
  send: "send",
};

/**
 * A drop that is decided behind the door, as those who watch are shown it: a row of its own, since what it was cut from has
 * gone on or is gone. `undefined` for what the door refused, which is shown with its item already.
 */
export function captureDrop(drop: Drop): CapturedEnvelope | undefined {
  const { stage, outcome, rule, reason, category, quantity, projectId, atMs } = drop;
  if (stage === "receive" || outcome === "accepted") return undefined;
  const bytes = utf8Bytes(JSON.stringify({ dropped: quantity }));
  const fate: Fate = {
    outcome: outcome satisfies FateOutcome,
    stage: STAGES[stage],
    ...(rule === undefined ? {} : { rule }),
    ...(reason === undefined ? {} : { reason }),
    quantities: [{ category, quantity }],
  };
  return {
    captureId: crypto.randomUUID(),
    receivedAtMs: atMs,
    bytes,
    header: {},
    meta: { endpoint: "", via: "dsn", ...(projectId === undefined ? {} : { projectId }) },
    items: [{ type: category, header: {}, offset: 0, length: bytes.length, fate }],
  };
}
