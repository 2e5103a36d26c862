import {
  type AggregatorOptions,
  type BucketDrop,
  type FlushedPartition,
  MetricsAggregator,
} from "../../domain/metrics/metrics-aggregator.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Timer } from "../../kernel/actor/clock.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { BucketJournal, type BucketJournalAddress } from "./bucket-journal.ts";
import { type JudgementSources, judgeProjects, type LimitedBuckets } from "./judge-projects.ts";
import type { BucketLoss, FlushedBuckets, KeyBuckets, MetricsProtocol, MetricsState } from "./protocol.ts";

interface Internal extends MetricsProtocol {
  due(): void;
  handedOn(result: Piped<HandedOn>): void;
}

/** What came of buckets that somebody took time to take. */
interface HandedOn {
  readonly part: number;
  readonly projects: readonly KeyBuckets[];
  readonly isTaken: boolean;
}

export interface AggregatorDeps extends JudgementSources {
  /** For the log. */
  readonly name: string;
  readonly options: AggregatorOptions;
  /**
   * Takes what is due; `false` when that is not possible now: it waits for another turn. A promise resolves when it is safe,
   * and never rejects.
   */
  readonly send: (flushed: FlushedBuckets) => boolean | Promise<boolean>;
  /** Keeps on disk what is merged here; absent: nobody does. */
  readonly journal?: BucketJournalAddress | undefined;
  /** Its name there. */
  readonly owner: string;
  readonly limited: (limited: LimitedBuckets) => void;
  /** Told when buckets find no room, and when they do again. */
  readonly roomChanged?: (hasRoom: boolean) => void;
  /** Told of buckets that end here. */
  readonly lost: (loss: BucketLoss, count: number) => void;
}

/** Buckets take more room in a message than as counted; a message full of them is some hundred KB. */
const MAILBOX_BYTES = 64 * 1024 * 1024;
const BYTES_PER_BUCKET = 300;
/** The shortest pause between two flushes: partitions that are due within it go in one turn. */
const MIN_PAUSE_MS = 50;
/** After `flush`, when the relay stops. */
const STOPPING = { intervalSeconds: 1, initialDelaySeconds: 0, flushBatching: "none" } as const;

/**
 * Merges buckets and hands them on when their time has come, as far as their projects and limits let them.
 *
 * Owned by the `MetricsRouter`; a crash loses what was merged and not sent, unless it is in a journal.
 */
export class Aggregator implements Actor<Internal> {
  readonly mailbox: MailboxOptions = {
    capacity: 20_000,
    whenFull: "refuse",
    maxBytes: MAILBOX_BYTES,
    weigh: (type, message) => (type === "merge" ? weight(message as readonly KeyBuckets[]) : 0),
    urgent: ["state"],
  };
  readonly #deps: AggregatorDeps;
  readonly #journal: BucketJournal | undefined;
  #buckets: MetricsAggregator;
  #timer: { readonly timer: Timer; readonly dueMs: number } | undefined;
  #scheduledCells = 0;
  #wasFull = false;

  constructor(deps: AggregatorDeps, nowMs: number) {
    const { options, owner, journal } = deps;
    this.#deps = deps;
    this.#journal = journal && new BucketJournal({ owner, journal, nowMs, size: () => this.#buckets.size });
    this.#buckets = new MetricsAggregator(options, nowMs, this.#journal);
  }

  started(ctx: Context<Internal>): Promise<void> | undefined {
    return this.#journal
      ?.restore((buckets) => {
        this.#deps.stateOf(buckets.publicKey);
        this.#merge(buckets, ctx.now());
      })
      .then(() => this.#schedule(ctx));
  }

  readonly handlers: Handlers<Internal> = {
    merge: (all, ctx) => {
      for (const each of all) {
        this.#deps.stateOf(each.publicKey); // so that the project is known when its buckets are due
        this.#merge(each, ctx.now());
      }
      this.#schedule(ctx);
    },
    due: (_, ctx) => {
      this.#timer = undefined;
      this.#handOn(this.#buckets.flush(ctx.now()), ctx);
    },
    handedOn: (result, ctx) => {
      if (result.ok) this.#handedOn(result.value, ctx);
    },
    flush: (_, ctx) => this.#stop(ctx),
    changes: ({ wantsAll }) =>
      this.#journal ? [this.#journal.take(wantsAll, () => this.#buckets.contents())] : [],
    state: (): MetricsState => {
      const { size, bytes, isFull } = this.#buckets;
      return { buckets: size, bytes, isFull };
    },
  };

  stopped(): void {
    if (this.#wasFull) this.#deps.roomChanged?.(true);
    if (this.#buckets.size > 0 && this.#journal === undefined) this.#deps.lost("stopped", this.#buckets.size);
  }

  #merge({ publicKey, buckets, row }: KeyBuckets, nowMs: number): void {
    const { dropped } = this.#buckets.merge(publicKey, buckets, nowMs, row);
    for (const [reason, count] of Object.entries(dropped) as [BucketDrop, number][]) {
      if (reason === "total_bytes" || reason === "project_bytes") {
        log("error", "baton::metrics", "no room for metric buckets", {
          aggregator: this.#deps.name,
          cap: reason === "total_bytes" ? "max_total_bucket_bytes" : "max_project_key_bucket_bytes",
          dropped: count,
        });
      }
      this.#deps.lost(reason, count);
    }
  }

  #stop(ctx: Context<Internal>): Promise<void> {
    const due = this.#buckets.flushAll();
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    this.#buckets = new MetricsAggregator({ ...this.#deps.options, ...STOPPING }, ctx.now(), this.#journal);
    return Promise.all(this.#handOn(due, ctx)).then(() => {});
  }

  /** @returns what is to be waited for */
  #handOn(due: readonly FlushedPartition[], ctx: Context<Internal>): readonly Promise<unknown>[] {
    const waits = due.flatMap((partition) => this.#handOnOne(partition, ctx) ?? []);
    this.#schedule(ctx);
    return waits;
  }

  #handOnOne({ part, partition, byKey }: FlushedPartition, ctx: Context<Internal>) {
    const { allowed, pending, limited, disabled } = judgeProjects({ byKey }, this.#deps);
    for (const each of limited) this.#deps.limited(each);
    for (const { buckets } of disabled) this.#deps.lost("disabled_project", buckets.length);
    const taken =
      allowed.length === 0 ||
      this.#deps.send({ partition, projects: allowed, from: { owner: this.#deps.owner, part } });
    this.#mergeAgain(taken === false ? [...pending, ...allowed] : pending, ctx);
    const wait = typeof taken === "boolean" ? undefined : taken;
    if (wait !== undefined) {
      this.#journal?.leaving(part, allowed);
      ctx.pipe(
        wait.then((isTaken) => ({ part, projects: allowed, isTaken })),
        "handedOn",
      );
    }
    if (this.#journal === undefined) return wait;
    const isLeaving = new Set(wait && allowed.map(({ publicKey }) => publicKey));
    for (const publicKey of byKey.keys()) if (!isLeaving.has(publicKey)) this.#journal.gone(part, publicKey);
    return wait;
  }

  #handedOn({ part, projects, isTaken }: HandedOn, ctx: Context<Internal>): void {
    if (!isTaken) this.#mergeAgain(projects, ctx);
    this.#journal?.left(part);
    this.#schedule(ctx);
  }

  #mergeAgain(all: readonly KeyBuckets[], ctx: Context<Internal>): void {
    for (const { publicKey, buckets } of all) this.#merge({ publicKey, buckets }, ctx.now());
  }

  /** Says whether there is room, and sets one timer for the first cell that is due. */
  #schedule(ctx: Context<Internal>): void {
    if (this.#buckets.isFull !== this.#wasFull) {
      this.#wasFull = this.#buckets.isFull;
      this.#deps.roomChanged?.(!this.#wasFull);
    }
    if (this.#timer !== undefined && this.#buckets.cells === this.#scheduledCells) return;
    this.#scheduledCells = this.#buckets.cells;
    const { nextDueMs } = this.#buckets;
    if (nextDueMs === undefined || (this.#timer !== undefined && this.#timer.dueMs <= nextDueMs)) return;
    this.#timer?.timer.cancel();
    const pauseMs = Math.max(MIN_PAUSE_MS, nextDueMs - ctx.now());
    this.#timer = { timer: ctx.after(pauseMs, "due"), dueMs: nextDueMs };
  }
}

function weight(all: readonly KeyBuckets[]): number {
  let buckets = 0;
  for (const each of all) buckets += each.buckets.length;
  return buckets * BYTES_PER_BUCKET;
}
