import { type MetricNamespace, metricNamespace } from "../quota/metric-namespace.ts";

/** Counter, distribution, set, gauge. */
export type MetricType = "c" | "d" | "s" | "g";

/** A metric's name in full: `c:sessions/session@none`. */
export interface MetricName {
  /** Normalised. */
  readonly text: string;
  readonly namespace: MetricNamespace;
}

const FULL_NAME = /^[cdsg]:([^/]+)\/([a-zA-Z][^@]*)(?:@([\x21-\x7e]{0,15}))?$/;

/**
 * Reads a name: what its middle part may not hold becomes `_`, the unit is lower-cased, a missing one is `none`.
 * @returns `undefined` when it is no metric's name
 */
export function parseMetricName(text: string): MetricName | undefined {
  const parts = FULL_NAME.exec(text);
  if (parts === null) return undefined;
  const [, namespace, name, unit] = parts as unknown as readonly [string, string, string, string | undefined];
  const cleaned = name.replace(/[^a-zA-Z0-9_.]+/g, "_");
  return {
    text: `${text[0]}:${namespace}/${cleaned}@${(unit || "none").toLowerCase()}`,
    namespace: metricNamespace(namespace),
  };
}
