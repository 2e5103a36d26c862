import { type MetricNamespace, metricNamespace } from "../quota/metric-namespace.ts";

/** Which buckets an aggregator of its own is for, as `secondary_aggregators` say it. */
export type NamespaceCondition =
  | { readonly op: "eq"; readonly field: "namespace"; readonly value: string }
  | { readonly op: "and" | "or"; readonly inner: readonly NamespaceCondition[] }
  | { readonly op: "not"; readonly inner: NamespaceCondition };

function meetsCondition(condition: NamespaceCondition, namespace: MetricNamespace): boolean {
  switch (condition.op) {
    case "eq":
      return metricNamespace(condition.value) === namespace;
    case "and":
      return condition.inner.every((inner) => meetsCondition(inner, namespace));
    case "or":
      return condition.inner.some((inner) => meetsCondition(inner, namespace));
    case "not":
      return !meetsCondition(condition.inner, namespace);
  }
}

/** The place of the first condition that a namespace meets; `undefined`: the default aggregator is for it. */
export function aggregatorFor(
  conditions: readonly NamespaceCondition[],
  namespace: MetricNamespace,
): number | undefined {
  const index = conditions.findIndex((condition) => meetsCondition(condition, namespace));
  return index < 0 ? undefined : index;
}
