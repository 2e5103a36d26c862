import { aggregatorFor, type NamespaceCondition } from "../../domain/metrics/namespace-condition.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { Aggregator, type AggregatorDeps } from "./aggregator.actor.ts";
import type { KeyBuckets, MetricsProtocol, MetricsState } from "./protocol.ts";

/** An aggregator besides the default one, for what meets its condition. */
export interface SecondaryOptions extends Pick<AggregatorDeps, "name" | "options"> {
  readonly condition: NamespaceCondition;
}

export interface MetricsRouterDeps extends Omit<AggregatorDeps, "name" | "owner"> {
  /** The first whose condition a bucket's namespace meets takes it. */
  readonly secondary: readonly SecondaryOptions[];
}

const ASK = within(10_000);
/** An aggregator that starts reads its journal first. */
const CHANGES = within(60_000);

/** The aggregator's name in the journal, by its place; 0 is the default one. */
export function ownerOf(index: number): string {
  return `metrics:${index}`;
}

/**
 * Gives each bucket to the aggregator that is configured for it.
 *
 * Started by `app/`, once; the aggregators are its own, and outlive its crash only as new ones.
 */
export class MetricsRouter implements Actor<MetricsProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 20_000, whenFull: "refuse", urgent: ["state"] };
  readonly #deps: MetricsRouterDeps;
  /** The default one first, then the others in order. */
  #aggregators: readonly Address<MetricsProtocol>[] = [];

  constructor(deps: MetricsRouterDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<MetricsProtocol>): void {
    const { secondary, ...shared } = this.#deps;
    const all = [{ name: "default", options: shared.options }, ...secondary];
    this.#aggregators = all.map(({ name, options }, index) =>
      ctx.spawn<MetricsProtocol>(
        `aggregator-${index}`,
        () => new Aggregator({ ...shared, name, options, owner: ownerOf(index) }, ctx.now()) as never,
      ),
    );
  }

  readonly handlers: Handlers<MetricsProtocol> = {
    merge: (all) => this.#merge(all),
    flush: () => Promise.all(this.#aggregators.map((each) => each.ask("flush", ASK))).then(() => {}),
    state: () =>
      Promise.all(this.#aggregators.map((each) => each.ask("state", ASK))).then((all) => all.reduce(sum)),
    changes: (request) =>
      Promise.all(this.#aggregators.map((each) => each.ask("changes", request, CHANGES))).then((all) =>
        all.flat(),
      ),
  };

  #merge(all: readonly KeyBuckets[]): void {
    const { secondary } = this.#deps;
    if (secondary.length === 0) {
      this.#give(0, all);
      return;
    }
    const conditions = secondary.map(({ condition }) => condition);
    const parts = this.#aggregators.map((): KeyBuckets[] => []);
    for (const { publicKey, buckets, row } of all) {
      const byAggregator = Map.groupBy(
        buckets,
        ({ namespace }) => (aggregatorFor(conditions, namespace) ?? -1) + 1,
      );
      for (const [index, mine] of byAggregator) parts[index]?.push({ publicKey, buckets: mine, row });
    }
    parts.forEach((part, index) => {
      if (part.length > 0) this.#give(index, part);
    });
  }

  #give(index: number, all: readonly KeyBuckets[]): void {
    if (this.#aggregators[index]?.send("merge", all)) return;
    for (const { buckets } of all) this.#deps.lost("total_bytes", buckets.length);
  }
}

function sum(a: MetricsState, b: MetricsState): MetricsState {
  return { buckets: a.buckets + b.buckets, bytes: a.bytes + b.bytes, isFull: a.isFull || b.isFull };
}
