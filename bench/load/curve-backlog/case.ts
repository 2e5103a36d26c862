import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RelayKind, RelayProcess } from "../../../test/support/relay-process.ts";
import { pause } from "../../../test/support/wait.ts";
import { alternate, type BenchCase } from "../driver/case.ts";
import { Load } from "../driver/load.ts";

const BACKLOGS = [1_000, 10_000, 50_000];
const FILL_LIMIT_MS = 60_000;
const DRAIN_LIMIT_MS = 60_000;

/** Fills the spool while the upstream is down, then brings it up: CPU per envelope that comes out. */
async function drainCost(kind: RelayKind, backlog: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "backlog-"));
  await using load = await Load.start("1");
  await load.tell({ do: "refuse", on: true });
  await using relay = await RelayProcess.start({
    kind,
    folder,
    cores: "0",
    upstream: `http://127.0.0.1:${load.upstreamPort}/`,
    config: {
      spool: { envelopes: { path: join(folder, "spool.db"), max_disk_size: "2GB" } },
      http: { outage_grace_period: 1, max_retry_interval: 1 },
    },
  });
  try {
    await load.tell({ do: "start", port: relay.port, traffic: "error-1k7", connections: 16, limit: backlog });
    await waitFor(load, FILL_LIMIT_MS, ({ done }) => done);
    const cpuBeforeMs = relay.stats().cpuMs;
    await load.tell({ do: "refuse", on: false });
    const trickle = () =>
      load.tell({ do: "start", port: relay.port, traffic: "error-1k7", connections: 1, limit: 1 });
    const end = await waitFor(
      load,
      DRAIN_LIMIT_MS,
      ({ delivered, accepted }) => delivered >= accepted,
      trickle,
    );
    if (end.delivered < end.accepted) return Number.NaN;
    return ((relay.stats().cpuMs - cpuBeforeMs) * 1000) / end.delivered;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function waitFor(
  load: Load,
  limitMs: number,
  condition: (counts: Awaited<ReturnType<Load["tell"]>>) => boolean,
  meanwhile: () => Promise<unknown> = async () => undefined,
) {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const counts = await load.tell({ do: "count" });
    if (condition(counts) || performance.now() > deadline) return counts;
    await meanwhile();
    await pause(100);
  }
}

export const bench: BenchCase = {
  title: "Cost per envelope by backlog, with a spool",
  run: async (options) => {
    const points = [];
    for (const backlog of BACKLOGS) {
      const count = Math.ceil(backlog * Math.min(1, options.timeScale));
      const results = await alternate(options, 1, (kind) => drainCost(kind, count));
      const [baton = Number.NaN] = results.baton;
      const [reference = Number.NaN] = results.reference;
      points.push({ at: count.toLocaleString("en"), baton, reference });
    }
    return {
      figures: [],
      curve: { parameter: "envelopes waiting", unit: "µs", points },
      notes: [
        "Relay CPU per envelope from the moment the upstream is back until all have arrived.",
        "Ten envelopes a second keep coming: without a new one the reference does not try the old ones again.",
      ],
    };
  },
};
