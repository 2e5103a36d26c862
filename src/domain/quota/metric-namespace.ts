const NAMESPACES = ["sessions", "spans", "transactions", "outcomes"] as const;

/** What a metric bucket is about. `unsupported` stands for every name we do not know; nothing is ever of it. */
export type MetricNamespace = (typeof NAMESPACES)[number] | "unsupported";

export function metricNamespace(name: string): MetricNamespace {
  return (NAMESPACES as readonly string[]).includes(name) ? (name as MetricNamespace) : "unsupported";
}
