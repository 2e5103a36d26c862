import type { Config } from "../config/config.ts";
import type { RelayInfo } from "../domain/auth/signed-request.ts";
import type { GlobalConfig } from "../domain/project/global-config.ts";
import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { GlobalConfigProtocol } from "../services/global-config/protocol.ts";
import type { ProjectSourceProtocol } from "../services/projects/protocol.ts";
import type { RelayKeysProtocol } from "../services/relay-auth/protocol.ts";
import { RelayKeys, type RelayKeysDeps } from "../services/relay-auth/relay-keys.actor.ts";
import type { GateKeeper, UpstreamProtocol } from "../services/upstream/protocol.ts";

/** Where the data paths of all Arbiters learn what they need; addresses, so it may travel. */
export interface Knowledge {
  readonly relays: Address<RelayKeysProtocol>;
  readonly global: Address<GlobalConfigProtocol>;
  /** Absent in proxy mode, which knows no projects. */
  readonly projects?: Address<ProjectSourceProtocol>;
  /** The connection that asks for all this; it notices an outage too. */
  readonly queries?: Address<UpstreamProtocol>;
  /** Says when the upstream may be spoken to; absent: at once. */
  readonly gateKeeper?: Address<GateKeeper>;
}

/** A global config that never changes: that of a file, in modes that have no upstream to ask. */
export function fixedGlobal(config: GlobalConfig): Actor<GlobalConfigProtocol> {
  return {
    handlers: { subscribe: (listener) => void listener.send("globalChanged", { config, isReady: true }) },
  };
}

/** Starts what knows the relays below us: those of the configuration, and with an upstream those that it knows. */
export function startRelayKeys(
  system: ActorSystem,
  config: Config,
  upstream: RelayKeysDeps["upstream"],
): Address<RelayKeysProtocol> {
  const { cache, limits, http } = config;
  return system.spawn(
    "relay-keys",
    () =>
      new RelayKeys({
        upstream,
        staticRelays: staticRelays(config),
        hitMs: cache.relayExpiryMs,
        missMs: cache.missExpiryMs,
        batchMs: cache.downstreamRelaysBatchIntervalMs,
        batchSize: cache.batchSize,
        queryTimeoutMs: limits.queryTimeoutMs,
        maxRetryIntervalMs: http.maxRetryIntervalMs,
      }),
  );
}

function staticRelays({ auth }: Config): ReadonlyMap<string, RelayInfo> {
  return new Map(
    Object.entries(auth.staticRelays).map(([id, { publicKey, internal }]) => [
      id.toLowerCase(),
      { publicKey, isInternal: internal },
    ]),
  );
}
