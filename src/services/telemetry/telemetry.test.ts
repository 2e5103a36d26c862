import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { SeriesSnapshot } from "../../kernel/telemetry/metrics-snapshot.ts";
import { StatsdLines } from "../../kernel/telemetry/statsd-lines.ts";
import type { MetricsSourceProtocol, TelemetryProtocol } from "./protocol.ts";
import { Telemetry } from "./telemetry.actor.ts";

const TABLE = { requests: { kind: "counter", tags: [], doc: "Requests." } } as const;

function start() {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const sources = [system.probe<MetricsSourceProtocol>(), system.probe<MetricsSourceProtocol>()];
  const counts = [0, 0];
  for (const [index, source] of sources.entries()) {
    source.respond("collect", (): SeriesSnapshot[] => [
      { name: "requests", kind: "counter", tags: [], value: counts[index] ?? 0 },
    ]);
  }
  const sent: string[] = [];
  const lines = new StatsdLines({ table: TABLE, prefix: "", tags: {}, bufferSizeBytes: 1_000 });
  const telemetry = system.spawn<TelemetryProtocol>(
    () =>
      new Telemetry({
        sources: sources.map(({ address }) => address),
        readGauges: async () => {},
        prometheus: { table: TABLE, prefix: "", labels: {} },
        statsd: { lines, send: (datagram) => void sent.push(datagram), withGauges: true },
      }) as never,
  );
  return { system, sources, counts, sent, telemetry };
}

test("adds up what the threads counted, every ten seconds", async () => {
  const { system, counts, sent } = start();
  [counts[0], counts[1]] = [2, 3];
  await system.advance(9_999);
  expect(sent).toEqual([]);
  await system.advance(1);
  counts[1] = 10;
  await system.advance(10_000);
  expect(sent).toEqual(["requests:5|c|T1010", "requests:7|c|T1020"]);
  await system.stop();
});

test("a thread that is gone is missing from the sums, and no more", async () => {
  const { system, sources, counts, telemetry } = start();
  [counts[0], counts[1]] = [2, 3];
  sources[1]?.stop();
  const text = telemetry.ask("prometheus");
  await system.settle();
  expect(await text).toContain("\nrequests_total 2\n");
  await system.stop();
});
