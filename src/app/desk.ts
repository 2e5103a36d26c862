import type { Config } from "../config/config.ts";
import { receiveBuckets } from "../domain/metrics/receive-buckets.ts";
import { globalConfigJson } from "../domain/project/global-config.ts";
import { DISABLED } from "../domain/project/project-state.ts";
import { within } from "../kernel/actor/address.ts";
import type { RelayDesk } from "../pipeline/receive/relay-desk.ts";
import type { GlobalState } from "../services/global-config/protocol.ts";
import type { IngestInit } from "./ingest-parts.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Known } from "./known.ts";

/** Beyond the deadline that the other side keeps by itself. */
const GRACE_MS = 1_000;
/** Time for the disk to confirm. */
const WRITE = within(30_000);

/** What relays below us are answered from, in one Arbiter. Without knowledge, as in local mode, nobody is known. */
export function createDesk(
  config: Config,
  knowledge: Knowledge | undefined,
  known: Known | undefined,
  { metrics, journal }: Pick<IngestInit, "metrics" | "journal">,
): RelayDesk {
  const patience = within(config.limits.queryTimeoutMs + GRACE_MS);
  const served = { of: undefined as GlobalState | undefined, json: "{}" };
  return {
    find: async (relayIds) => {
      const nobody = relayIds.map(() => null);
      return (await knowledge?.relays.ask("find", { relayIds }, patience).catch(() => nobody)) ?? nobody;
    },
    projectOf: (publicKey) => known?.judges?.projects.use(publicKey) ?? DISABLED,
    global: () => {
      const state = known?.global.state;
      if (state === undefined) return { json: "{}", isReady: false };
      if (served.of !== state) {
        served.of = state;
        served.json = globalConfigJson(state.config);
      }
      return { json: served.json, isReady: state.isReady };
    },
    takeMetrics: (byKey, receivedAtMs) => {
      const options = { isTrusted: true, receivedAtMs, driftMs: 0 };
      metrics?.send(
        "merge",
        Array.from(byKey, ([publicKey, buckets]) => ({
          publicKey,
          buckets: receiveBuckets(buckets, options),
        })),
      );
      return journal?.ask("commit", WRITE).catch(() => false) ?? true;
    },
  };
}
