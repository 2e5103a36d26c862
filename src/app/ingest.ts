import { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { ByteBudget } from "../kernel/base/byte-budget.ts";
import { Rejections } from "../services/outcomes/rejections.ts";
import { startHolding } from "./holding.ts";
import type { IngestExports, IngestExtras, IngestInit } from "./ingest-parts.ts";
import { createKnown, startReaders } from "./known.ts";
import { listenInternally } from "./listen-internally.ts";
import { startListeners } from "./listeners.ts";
import { startMemoryKeeper } from "./memory.ts";
import { startMetricsSource } from "./metrics-source.ts";
import { proxyScoping, startOutbound } from "./outbound.ts";
import { createReceiveContext, createReception } from "./reception.ts";
import { TapSource } from "./tap-source.ts";

const MOST_LIMITED_KEYS = 100_000;

/**
 * The data path of one thread, from its listener to its upstream connections: an envelope that comes in here leaves
 * from here. What is shared (spool, outcomes) is reached through addresses.
 */
export async function startIngest(
  system: ActorSystem,
  init: IngestInit,
  extras: IngestExtras = {},
): Promise<IngestExports> {
  const { config, knowledge, index } = init;
  const now = (): number => system.clock.nowMs();
  const monotonic = (): number => system.clock.monotonicMs();
  const budget = ByteBudget.join(init.budget, index);
  const store = new RateLimitStore({ maxKeys: MOST_LIMITED_KEYS });
  const known = knowledge && createKnown(config, knowledge, { now, monotonic });
  const judges = known?.judges;
  const scopingOf = judges?.scopingOf ?? proxyScoping;
  const maxInFlight = Math.max(1, Math.ceil(config.limits.maxConcurrentRequests / init.arbiters));
  const tap = new TapSource();
  const rejections = new Rejections({ outcomes: init.outcomes, drops: init.drops, now });
  const common = { init, extras, budget, store, rejections, tap, scopingOf, maxInFlight, now };

  const { limits, upstream, sender } = startOutbound(system, common);
  const hold = await startHolding(system, { ...common, sender, judges });
  upstream.send("listen", hold as never);
  if (known && knowledge) startReaders(system, { known, knowledge, index, hold: hold as never });
  for (const publicKey of extras.firstKeys ?? []) judges?.projects.use(publicKey);
  startMemoryKeeper(system, config);

  const reception = { ...common, hold, upstream, known };
  const ctx = createReceiveContext(system, reception);
  const handler = createReception(system, ctx, reception);
  const listener = await startListeners(system, { init, extras, handler });
  return {
    listener,
    hold,
    upstream,
    limits,
    tap: tap.start(system),
    telemetry: startMetricsSource(system, { hold, upstream, listener }),
    internal: extras.internal && (await listenInternally(system, ctx, extras.internal)),
  };
}
