import { boundsOf, type MetricSpec, type MetricTable, type MetricUnit } from "./metrics.ts";
import type { SeriesSnapshot } from "./metrics-snapshot.ts";

export interface PrometheusOptions {
  readonly table: MetricTable;
  /** Put before every name; what a name may not hold becomes `_`. */
  readonly prefix: string;
  /** On every series. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Everything in Prometheus's text format 0.0.4. Times are in seconds, as its users expect, and names carry their unit:
 * `requests.duration` is `sentry_relay_requests_duration_seconds`.
 */
export function prometheusText(series: readonly SeriesSnapshot[], options: PrometheusOptions): string {
  const byName = Map.groupBy(series, ({ name }) => name);
  let text = "";
  for (const [name, spec] of Object.entries(options.table)) {
    const some = byName.get(name);
    if (some) text += family(promName(name, spec, options.prefix), spec, some, options.labels);
  }
  return text;
}

/** The name of a metric as Prometheus knows it. */
export function promName(name: string, { kind, unit }: MetricSpec, prefix: string): string {
  const base = [prefix, name].filter((part) => part !== "").join("_");
  const clean = base.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_");
  const suffix = unitSuffix(unit);
  return `${clean}${clean.endsWith(suffix) ? "" : suffix}${kind === "counter" ? "_total" : ""}`;
}

function unitSuffix(unit: MetricUnit | undefined): string {
  if (unit === "milliseconds") return "_seconds";
  return unit === "bytes" ? "_bytes" : "";
}

function family(
  name: string,
  spec: MetricSpec,
  series: readonly SeriesSnapshot[],
  common: Readonly<Record<string, string>>,
): string {
  const type = spec.kind === "distribution" ? "histogram" : spec.kind;
  const scale = spec.unit === "milliseconds" ? 1_000 : 1;
  let text = `# HELP ${name} ${spec.doc.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
  for (const { tags, value, spread } of series) {
    const labels = Object.entries(common).map(([key, text]) => label(key, text));
    labels.push(...spec.tags.map((tag, at) => label(tag, tags[at] ?? "")));
    if (!spread) {
      text += `${name}${braces(labels)} ${value / scale}\n`;
      continue;
    }
    let below = 0;
    for (const [step, bound] of boundsOf(spec.unit).entries()) {
      below += spread.buckets[step] ?? 0;
      text += `${name}_bucket${braces([...labels, label("le", String(bound / scale))])} ${below}\n`;
    }
    text += `${name}_bucket${braces([...labels, label("le", "+Inf")])} ${spread.count}\n`;
    text += `${name}_sum${braces(labels)} ${value / scale}\n${name}_count${braces(labels)} ${spread.count}\n`;
  }
  return text;
}

function label(name: string, value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `${name.replace(/[^a-zA-Z0-9_]/g, "_")}="${escaped}"`;
}

function braces(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `{${labels.join(",")}}`;
}
