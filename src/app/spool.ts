import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { SpoolProtocol } from "../pipeline/hold/protocol.ts";
import { Spool } from "../pipeline/hold/spool.actor.ts";

/** Starts the disk spool, one for all Arbiters. `undefined` where no path is configured. */
export function startSpool(system: ActorSystem, config: Config): Address<SpoolProtocol> | undefined {
  const { path, partitions, partitioning, maxDiskSizeBytes, diskUsageRefreshFrequencyMs } =
    config.spool.envelopes;
  if (path === null) return undefined;
  return system.spawn(
    "spool",
    () =>
      new Spool({
        path,
        partitions,
        partitioning,
        maxBytes: maxDiskSizeBytes,
        usageRefreshMs: diskUsageRefreshFrequencyMs,
        encoding: config.http.encoding,
        maxEnvelopeBytes: config.limits.maxEnvelopeSizeBytes * 2,
      }),
  );
}
