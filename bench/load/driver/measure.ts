import { type RelayKind, type RelayOptions, RelayProcess } from "../../../test/support/relay-process.ts";
import { pause } from "../../../test/support/wait.ts";
import { alternate, type BenchOptions, type CaseResult, type Figure, median } from "./case.ts";
import { Load } from "./load.ts";
import type { LoadCounts } from "./load-process.ts";

export interface LoadRun {
  readonly traffic: string;
  readonly connections: number;
  /** Delivered before the measurement begins: how warm code is depends on how often it ran. */
  readonly warmUpEnvelopes: number;
  readonly windowMs: number;
  readonly config?: RelayOptions["config"];
  /** Most envelopes accepted and not delivered; any number without it. */
  readonly maxBacklog?: number;
  /** Further files of the config folder. */
  readonly files?: RelayOptions["files"];
  /** What a reader must know to judge the figures, beside how they were measured. */
  readonly notes?: readonly string[];
}

/** What one relay did in one run. */
export interface Measured {
  /** Relay CPU per envelope that the upstream got, what was left in queues delivered too. */
  readonly cpuUs: number;
  readonly deliveredPerSecond: number;
  readonly peakRssMb: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Accepted but not delivered when the load ended, and `drainLimitMs` later. */
  readonly backlog: number;
  readonly lost: number;
  readonly refused: number;
  /** Share of a core that generator and upstream used: near 1, they were the limit. */
  readonly loadBusy: number;
  readonly sample: string;
}

const RELAY_CORE = "0";
const LOAD_CORE = "1";
const DRAIN_LIMIT_MS = 10_000;
const WARM_UP_LIMIT_MS = 30_000;
const MB = 1024 * 1024;

/** The relay on one core, generator and upstream on the other. */
export async function measure(kind: RelayKind, run: LoadRun): Promise<Measured> {
  await using load = await Load.start(LOAD_CORE);
  await using relay = await RelayProcess.start({
    kind,
    upstream: `http://127.0.0.1:${load.upstreamPort}/`,
    cores: RELAY_CORE,
    ...(run.config && { config: run.config }),
    ...(run.files && { files: run.files }),
  });
  await load.tell({
    do: "start",
    port: relay.port,
    traffic: run.traffic,
    connections: run.connections,
    ...(run.maxBacklog !== undefined && { maxBacklog: run.maxBacklog }),
  });
  const before = await warmUp(load, run.warmUpEnvelopes);
  const cpuBeforeMs = relay.stats().cpuMs;
  await pause(run.windowMs);
  const after = await load.tell({ do: "stop" });
  let end = after;
  for (const limit = performance.now() + DRAIN_LIMIT_MS; performance.now() < limit; ) {
    end = await load.tell({ do: "count" });
    if (end.delivered >= end.accepted) break;
    await pause(50);
  }
  const stats = relay.stats();
  return {
    cpuUs: ((stats.cpuMs - cpuBeforeMs) * 1000) / (end.delivered - before.delivered),
    deliveredPerSecond: ((after.delivered - before.delivered) * 1000) / (after.atMs - before.atMs),
    peakRssMb: stats.peakRssBytes / MB,
    p50Ms: end.p50Ms,
    p99Ms: end.p99Ms,
    backlog: Math.max(0, after.accepted - after.delivered),
    lost: Math.max(0, end.accepted - end.delivered),
    refused: end.refused,
    loadBusy: (after.cpuMs - before.cpuMs) / (after.atMs - before.atMs),
    sample: end.samples[0] ?? "nothing arrived",
  };
}

async function warmUp(load: Load, envelopes: number): Promise<LoadCounts> {
  for (const limit = performance.now() + WARM_UP_LIMIT_MS; ; ) {
    const counts = await load.tell({ do: "count" });
    if (counts.delivered >= envelopes || performance.now() > limit) return counts;
    await pause(50);
  }
}

/** Targets as ratios to the reference. */
export interface LoadTargets {
  readonly cpu: number;
  readonly delivered: number;
  readonly rss: number;
}

/** A throughput case: both relays in turn, medians. */
export async function compareUnderLoad(
  options: BenchOptions,
  run: LoadRun,
  targets: LoadTargets,
): Promise<CaseResult> {
  const scaled = {
    ...run,
    warmUpEnvelopes: run.warmUpEnvelopes * options.timeScale,
    windowMs: run.windowMs * options.timeScale,
  };
  const results = await alternate(options, 3, (kind) => measure(kind, scaled));
  const figure = (
    name: string,
    unit: string,
    key: Exclude<keyof Measured, "sample">,
    target?: Partial<Figure>,
  ): Figure => ({
    name,
    unit,
    baton: median(results.baton.map((each) => each[key])),
    reference: median(results.reference.map((each) => each[key])),
    ...target,
  });
  const load = figure("", "", "loadBusy");
  return {
    figures: [
      figure("relay CPU per delivered envelope", "µs", "cpuUs", { target: targets.cpu }),
      figure("delivered per second", "/s", "deliveredPerSecond", {
        target: targets.delivered,
        atLeast: true,
      }),
      figure("peak RSS", "MB", "peakRssMb", { target: targets.rss }),
      figure("answer p50", "ms", "p50Ms"),
      figure("answer p99", "ms", "p99Ms"),
      figure("backlog when the load ended", "envelopes", "backlog"),
      figure("not delivered 10 s later", "envelopes", "lost"),
      figure("refused", "requests", "refused"),
    ],
    notes: [
      ...(run.notes ?? []),
      `${run.connections} connections, ${scaled.warmUpEnvelopes} envelopes to warm up, ${scaled.windowMs / 1000} s measured; upstream body ${results.baton[0]?.sample} (Baton), ${results.reference[0]?.sample} (reference).`,
      `Generator and upstream used ${percent(load.baton)} of their core beside Baton, ${percent(load.reference)} beside the reference.`,
    ],
  };
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
