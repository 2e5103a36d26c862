import { promName } from "../../src/kernel/telemetry/prometheus-text.ts";
import { METRIC_TABLE } from "../../src/services/telemetry/metric-table.ts";
import { type GeneratedFiles, table } from "../lib/generator.ts";

const HEAD = `# Metrics

What Baton tells of itself. To statsd (DogStatsD over UDP, \`metrics.statsd\`) under these names behind \`metrics.prefix\`, added up over all
threads and sent every ten seconds; to Prometheus at \`/metrics\` of the internal listener (\`relay.internal_host\`,
\`relay.internal_port\`), and of no other. Names that Sentry Relay has mean what they mean there. Generated from
\`src/services/telemetry/metric-table.ts\`.

Counters and gauges carry \`metrics.default_tags\` and \`metrics.hostname_tag\` too. Distributions go to statsd as sampled values with their rate,
times in milliseconds; Prometheus gets histograms, times in seconds. Tag values beyond a thousand series of one metric count as
\`other\`. \`metrics.periodic_secs: 0\` leaves gauges out of statsd.

`;

export function generate(): GeneratedFiles {
  const rows = Object.entries(METRIC_TABLE).map(([name, spec]) => [
    `\`${name}\``,
    spec.kind,
    spec.tags.map((tag) => `\`${tag}\``).join(", "),
    spec.doc,
    `\`${promName(name, spec, "sentry.relay")}\``,
  ]);
  return {
    "docs/metrics.md": HEAD + table(["metric", "kind", "tags", "what it says", "in Prometheus"], rows),
  };
}
