import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { mergeSnapshots, type SeriesSnapshot } from "../../kernel/telemetry/metrics-snapshot.ts";
import { type PrometheusOptions, prometheusText } from "../../kernel/telemetry/prometheus-text.ts";
import type { StatsdLines } from "../../kernel/telemetry/statsd-lines.ts";
import type { MetricsSourceProtocol, TelemetryProtocol } from "./protocol.ts";

interface Internal extends TelemetryProtocol {
  collected(all: Piped<readonly SeriesSnapshot[]>): void;
}

export interface TelemetryDeps {
  /** One per Arbiter. */
  readonly sources: readonly Address<MetricsSourceProtocol>[];
  /** Sets the gauges that no Arbiter knows of by itself. */
  readonly readGauges: () => Promise<unknown>;
  readonly prometheus: PrometheusOptions;
  /** Absent: nobody listens to statsd. */
  readonly statsd?: {
    readonly lines: StatsdLines;
    readonly send: (datagram: string) => void;
    /** Whether gauges are written at all. */
    readonly withGauges: boolean;
  };
}

/** The reference adds up for as long before it sends. */
const FLUSH_EVERY_MS = 10_000;

/**
 * Adds up the metrics of all Arbiters: every ten seconds for statsd, and whenever Prometheus asks. An Arbiter that does not
 * answer is missing from the sums until it does again.
 *
 * Started by `app/`, once; a restart sends what was counted since the process began as one increase.
 */
export class Telemetry implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "refuse" };
  readonly #deps: TelemetryDeps;

  constructor(deps: TelemetryDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<Internal>): void {
    ctx.every(FLUSH_EVERY_MS, "flush");
  }

  readonly handlers: Handlers<Internal> = {
    prometheus: () => this.#collect(false).then((all) => prometheusText(all, this.#deps.prometheus)),
    flush: (_, ctx) => ctx.pipe(this.#collect(true), "collected"),
    collected: (all, ctx) => {
      const { statsd } = this.#deps;
      if (!all.ok || !statsd) return;
      for (const datagram of statsd.lines.datagrams(all.value, ctx.now(), statsd.withGauges))
        statsd.send(datagram);
    },
  };

  async #collect(drains: boolean): Promise<readonly SeriesSnapshot[]> {
    await this.#deps.readGauges().catch(() => {}); // they keep their last value
    const answers = await Promise.allSettled(
      this.#deps.sources.map((source) => source.ask("collect", { drains })),
    );
    const silent = answers.filter(({ status }) => status === "rejected").length;
    if (silent > 0) log("debug", "baton::telemetry", "some threads gave no metrics", { threads: silent });
    return mergeSnapshots(answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])));
  }
}
