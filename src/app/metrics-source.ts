import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";
import type { ListenerProtocol } from "../pipeline/receive/listener.actor.ts";
import { metrics } from "../services/telemetry/metric-table.ts";
import { MetricsSource } from "../services/telemetry/metrics-source.actor.ts";
import type { MetricsSourceProtocol } from "../services/telemetry/protocol.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";

export interface MeasuredParts {
  readonly hold: Address<HoldProtocol>;
  readonly upstream: Address<UpstreamProtocol>;
  readonly listener: Address<ListenerProtocol>;
}

/** Starts what gives out the metrics of an ingest Arbiter. */
export function startMetricsSource(
  system: ActorSystem,
  parts: MeasuredParts,
): Address<MetricsSourceProtocol> {
  const { arbiter } = system;
  return system.spawn(
    "metrics-source",
    () =>
      new MetricsSource({
        stats: () => system.stats(),
        readGauges: () => Promise.all([readHold(parts, arbiter), readUpstream(parts, arbiter)]),
        monotonic: () => system.clock.monotonicMs(),
      }),
  );
}

async function readHold({ hold, listener }: MeasuredParts, arbiter: string): Promise<void> {
  const [state, connections] = await Promise.all([hold.ask("state"), listener.ask("connections")]);
  metrics["server.http.connections"].at(arbiter).set(connections);
  metrics["buffer.envelopes_count.gauge"].at("memory", arbiter).set(state.waiting);
  metrics["buffer.envelopes_count.gauge"].at("in_flight", arbiter).set(state.inFlight);
  metrics["buffer.envelopes_bytes"].at(arbiter).set(state.waitingBytes);
  metrics["buffer.delivered"].at(arbiter).value = state.delivered;
  metrics["buffer.spooled"].at(arbiter).value = state.spooled;
  metrics["buffer.lost"].at(arbiter).value = state.lost;
}

async function readUpstream({ upstream }: MeasuredParts, arbiter: string): Promise<void> {
  const { outage, inFlight, waiting } = await upstream.ask("state");
  metrics["upstream.network_outage"].at(arbiter).set(outage === "outage" ? 1 : 0);
  metrics["upstream.in_flight"].at(arbiter).set(inFlight);
  metrics["upstream.waiting"].at(arbiter).set(waiting);
}
