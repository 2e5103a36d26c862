/** Those that we know. */
export const METRIC_NAMESPACES = ["sessions", "spans", "transactions", "outcomes"] as const;

/** What a metric bucket is about. `unsupported` stands for every name we do not know; nothing is ever of it. */
export type MetricNamespace = (typeof METRIC_NAMESPACES)[number] | "unsupported";

export function metricNamespace(name: string): MetricNamespace {
  return (METRIC_NAMESPACES as readonly string[]).includes(name) ? (name as MetricNamespace) : "unsupported";
}
