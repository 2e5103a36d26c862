import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import { parseRfc3339 } from "../../domain/protocol/rfc3339.ts";
import type { CheckCategory } from "../../domain/quota/envelope-limits.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { MetricsProtocol } from "../../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../../services/outcomes/protocol.ts";
import type { Rejections } from "../../services/outcomes/rejections.ts";
import type { LedgerBook } from "../ledger.ts";
import { Managed } from "../managed.ts";
import type { ProcessOptions, ProcessPorts, StepContext } from "./context.ts";
import { KnownLimits } from "./known-limits.ts";
import type { EnvelopeProcessor, ProcessContext } from "./processor.ts";
import { splitItems } from "./split.ts";
import { withPlainName } from "./trace-name.ts";
import { setSpanCount } from "./transactions/span-count.ts";

export interface EnvelopeProcessorDeps {
  /** `undefined`: nothing of this project is limited. */
  readonly limitsOf: (ctx: ProcessContext) => CheckCategory | undefined;
  readonly metrics: Address<Pick<MetricsProtocol, "merge">>;
  readonly outcomes: Address<Pick<OutcomesProtocol, "track">>;
  /** Explains what clients report. */
  readonly rejections: Pick<Rejections, "explain">;
  /** Its sink is told of what is dropped. */
  readonly book: LedgerBook;
  readonly options: ProcessOptions;
}

/** Splits envelopes by families of items, each of which is processed and goes on in an envelope of its own. */
export function envelopeProcessor(deps: EnvelopeProcessorDeps): EnvelopeProcessor {
  return async (envelope, context) => {
    for (const item of envelope.items) setSpanCount(item);
    const items = Managed.receive(envelope, deps.book);
    try {
      items.ledger.identify(context.scoping, context.row);
      const ctx = stepContext(envelope, context, deps.options);
      const ports = portsFor(ctx, deps);
      await ports.quotas.enforce(items);
      const parts = await splitItems(items, ctx, ports);
      const { trace } = ctx.headers;
      return parts.map((part) => envelope.withItems(part.items.forward(), { trace, ...part.headers }));
    } finally {
      items.ledger.settle();
    }
  };
}

function stepContext(envelope: Envelope, context: ProcessContext, options: ProcessOptions): StepContext {
  const { headers, meta } = envelope;
  const sent = headers.sentAt === undefined ? undefined : parseRfc3339(headers.sentAt);
  const ctx: StepContext = {
    ...context,
    headers,
    receivedAtMs: meta.receivedAtMs,
    sentAtMs: sent === undefined ? undefined : sent.seconds * 1_000 + sent.nanos / 1e6,
    options,
  };
  const trace = withPlainName(ctx);
  return trace === headers.trace ? ctx : { ...ctx, headers: { ...headers, trace } };
}

function portsFor(ctx: StepContext, deps: EnvelopeProcessorDeps): ProcessPorts {
  const { scoping, headers, row } = ctx;
  return {
    quotas: new KnownLimits(deps.limitsOf(ctx)),
    measure: (buckets) => {
      if (buckets.length > 0 && !deps.metrics.send("merge", [{ publicKey: scoping.publicKey, buckets, row }]))
        log("error", "baton::process", "metric buckets were lost", { buckets: buckets.length });
    },
    report: (timestampMs, reported) => {
      const { remoteAddr } = headers.meta;
      const told = reported.map(
        (outcome): Outcome => ({ ...outcome, timestampMs, scoping, remoteAddr, row }),
      );
      if (told.length === 0) return;
      deps.outcomes.send("track", told);
      deps.rejections.explain("sdk", told);
    },
  };
}
