import type { Address } from "../kernel/actor/address.ts";
import type { Arbiter } from "../kernel/actor/arbiter/arbiter.ts";
import { Keeper, type KeeperProtocol } from "../kernel/actor/arbiter/keeper.actor.ts";
import type { Undelivered } from "../kernel/actor/arbiter/purse.ts";
import { onThread } from "../kernel/actor/arbiter/thread.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { IngestExports, IngestInit } from "./ingest-parts.ts";

/** What happens to the addresses of lost threads: these lists are what others hold, and are kept up to date in place. */
export class IngestGroups {
  readonly #groups = new Map<number, IngestExports>();
  readonly all: IngestExports[] = [];
  readonly telemetry: IngestExports["telemetry"][] = [];
  readonly taps: IngestExports["tap"][] = [];

  put(index: number, group: IngestExports): void {
    this.#groups.set(index, group);
    this.#refresh();
  }

  remove(index: number): void {
    this.#groups.delete(index);
    this.#refresh();
  }

  #refresh(): void {
    const all = [...this.#groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
    this.all.splice(0, Number.POSITIVE_INFINITY, ...all);
    this.telemetry.splice(0, Number.POSITIVE_INFINITY, ...all.map((group) => group.telemetry));
    this.taps.splice(0, Number.POSITIVE_INFINITY, ...all.map((group) => group.tap));
  }
}

export interface IngestThreadsOptions {
  readonly init: Omit<IngestInit, "index">;
  readonly logs: unknown;
  readonly groups: IngestGroups;
  readonly budget: ByteBudget;
  /** A thread has been started, or started anew. */
  readonly onUp: (group: IngestExports) => void;
}

const STOP_MS = 500;

/**
 * The ingest Arbiters beside the main thread. One that is lost is started anew, with a pause that grows; meanwhile the others go on
 * accepting on the shared port. What it had in memory and not on disk is lost with it, and said.
 */
export class IngestThreads {
  readonly #system: ActorSystem;
  readonly #options: IngestThreadsOptions;
  readonly #arbiters = new Map<number, Arbiter<IngestExports>>();
  readonly #keepers: Address<KeeperProtocol>[] = [];
  #isWatching = false;

  constructor(system: ActorSystem, options: IngestThreadsOptions) {
    this.#system = system;
    this.#options = options;
  }

  /** Resolves when thread `index` accepts; rejects with what its first start failed with. */
  async start(index: number): Promise<void> {
    const { init, logs, budget, groups, onUp } = this.#options;
    const name = `ingest-${index}`;
    const keeper = this.#system.spawn<KeeperProtocol>(
      `${name}-keeper`,
      () =>
        new Keeper<unknown, IngestExports>({
          system: this.#system,
          arbiter: {
            name,
            start: onThread(new URL("./ingest.arbiter.ts", import.meta.url), name),
            onUndelivered: (lost) => undelivered(name, lost),
          },
          // As JSON: no address hides in it, and to look for one among 300 values takes longer than to start an actor.
          init: () => ({ ...init, config: JSON.stringify(init.config), index, logs }),
          onUp: (arbiter) => {
            this.#arbiters.set(index, arbiter);
            if (this.#isWatching) arbiter.watch(true);
            groups.put(index, arbiter.exports);
            onUp(arbiter.exports);
          },
          onDown: () => {
            this.#arbiters.delete(index);
            groups.remove(index);
            const bytes = budget.forfeit(index);
            log("error", "baton::app", "an ingest thread is started anew", {
              thread: name,
              lost_bytes: bytes,
            });
          },
          stop: { mode: "immediate", deadlineMs: STOP_MS },
        }) as never,
      { restart: "never" },
    );
    this.#keepers.push(keeper);
    await this.#system.ready(keeper);
  }

  watch(): void {
    this.#isWatching = true;
    for (const arbiter of this.#arbiters.values()) arbiter.watch(true);
  }

  async stats(): Promise<readonly ActorStats[]> {
    const all = await Promise.all(
      [...this.#arbiters.values()].map((arbiter) => arbiter.stats().catch(() => [])),
    );
    return all.flat();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#keepers.map((keeper) => this.#system.stopActor(keeper)));
  }
}

/** Messages to the thread that nobody handled: news that the next one learns anew, so they are counted and no more. */
function undelivered(thread: string, lost: readonly Undelivered[]): void {
  const counts = new Map<string, number>();
  for (const { path, type } of lost) counts.set(`${path} ${type}`, (counts.get(`${path} ${type}`) ?? 0) + 1);
  const messages = [...counts].map(([what, count]) => `${count} × ${what}`);
  log("warn", "baton::app", "messages were lost with an ingest thread", { thread, messages });
}
