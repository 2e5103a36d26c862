import type { Config } from "../config/config.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { Drops } from "../services/drops/drops.actor.ts";
import type { DropsProtocol } from "../services/drops/protocol.ts";
import type { HealthProbe } from "../services/health/protocol.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";
import type { GlobalMetricsProtocol } from "../services/metrics/global-metrics.actor.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import { Rejections } from "../services/outcomes/rejections.ts";
import { sendFlushed } from "./flushed-metrics.ts";
import type { IngestExports } from "./ingest-parts.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Outbox } from "./outbox.ts";
import { startOutcomes } from "./outcomes.ts";

export interface AccountsOptions {
  readonly config: Config;
  readonly knowledge: Knowledge;
  /** A number that no ingest Arbiter has. */
  readonly index: number;
  readonly outbox: Outbox;
  /** Keeps on disk what is counted here; absent: nobody does. */
  readonly journal?: Address<JournalProtocol> | undefined;
}

/** Who keeps account, once for all Arbiters: what was dropped and why, and what was counted. */
export interface Accounts {
  readonly outcomes: Address<OutcomesProtocol>;
  readonly drops: Address<DropsProtocol>;
  /** Absent in proxy mode. */
  readonly metrics: Address<MetricsProtocol> | undefined;
  /** What readiness depends on. */
  readonly probes: readonly HealthProbe[];
  /** What an earlier process left in the journal is counted here. */
  restored(): Promise<void>;
  /** The first data path is there: its limits are learnt here too, and its connections used. */
  connect(first: IngestExports): void;
  /** Hands on everything that was counted; at the end. */
  flush(withinMs?: number): Promise<void>;
}

const FLUSH_MS = 2_000;
/** A large journal takes its time. */
const RESTORE_MS = 60_000;

/** Metrics are loaded where projects are known: a proxy has none. */
export async function startAccounts(system: ActorSystem, options: AccountsOptions): Promise<Accounts> {
  const { config, knowledge, index, outbox, journal } = options;
  const now = (): number => system.clock.nowMs();
  const { projects } = knowledge;
  let hasRoomForMetrics = true;
  let global: Address<GlobalMetricsProtocol> | undefined;
  const drops = system.spawn<DropsProtocol>("drops", () => new Drops() as never);
  const measuring =
    projects &&
    (await import("./metrics.ts")).startMetrics(system, {
      config,
      index,
      knowledge: { ...knowledge, projects },
      rejections: () => rejections,
      roomChanged: (hasRoom) => {
        hasRoomForMetrics = hasRoom;
      },
      journal,
      send: (flushed) => sendFlushed(flushed, { config, outbox, now, global: () => global }),
    });
  const metrics = measuring?.metrics;
  const globally = measuring && config.http.globalMetrics ? await import("./global-metrics.ts") : undefined;
  const outcomes = startOutcomes(system, { config, metrics, outbox, journal });
  // What is told as an outcome may come to the metrics from there.
  journal?.send("sources", [outcomes, ...(metrics ? [metrics] : [])]);
  const rejections = new Rejections({ outcomes, drops, now });
  return {
    outcomes,
    drops,
    metrics,
    probes: metrics === undefined ? [] : [{ name: "aggregator", check: () => hasRoomForMetrics }],
    restored: async () => {
      await journal?.ask("commit", within(RESTORE_MS)).catch(() => {}); // then it comes when it comes
    },
    connect: (first) => {
      if (measuring === undefined) return;
      first.limits.send("join", measuring.limits);
      global = globally?.startGlobalMetrics(system, config, first, rejections, now);
    },
    flush: async (withinMs = FLUSH_MS) => {
      await outcomes.ask("flush", within(withinMs)).catch(() => {});
      await metrics?.ask("flush", within(withinMs)).catch(() => {});
      await journal?.ask("commit", within(withinMs)).catch(() => {});
    },
  };
}
