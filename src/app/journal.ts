import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { SpoolProtocol } from "../pipeline/hold/protocol.ts";
import { SpoolView } from "../pipeline/hold/spool-view.ts";
import { Journal } from "../services/journal/journal.actor.ts";
import type { JournalProtocol, JournalSource } from "../services/journal/protocol.ts";
import { ownerOf } from "../services/metrics/router.actor.ts";
import { OUTCOMES_OWNER } from "../services/outcomes/report-journal.ts";

/** Starts what keeps counts on disk, beside the spool, where an envelope is on disk before its sender is answered. */
export function startJournal(
  system: ActorSystem,
  { spool: { baton, envelopes }, secondaryAggregators }: Config,
  spool: Address<SpoolProtocol> | undefined,
): Address<JournalProtocol> | undefined {
  const { path, maxDiskSizeBytes: maxBytes, partitions } = envelopes;
  if (baton.write !== "before_answer" || path === null || spool === undefined) return undefined;
  const sources: Address<JournalSource>[] = [];
  const aggregators = [0, ...secondaryAggregators.map((_, index) => index + 1)];
  const owners = [...aggregators.map(ownerOf), OUTCOMES_OWNER];
  return system.spawn<JournalProtocol>(
    "journal",
    () =>
      new Journal({
        path: `${path}.journal`,
        ...{ maxBytes, spool, owners, sources },
        openSpool: () => new SpoolView(path, partitions),
      }) as never,
  );
}
