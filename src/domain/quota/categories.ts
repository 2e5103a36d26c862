import { type DataCategory, dataCategoryId, dataCategoryOf } from "../protocol/data-category.ts";

/** What a quota of a category counts. */
export type CategoryUnit = "count" | "bytes" | "milliseconds";

const BYTES: readonly DataCategory[] = ["attachment", "log_byte", "trace_metric_byte"];
const MILLISECONDS: readonly DataCategory[] = ["profile_duration", "profile_duration_ui"];

/** `undefined` for `unknown`, which has none. */
export function categoryUnit(category: DataCategory): CategoryUnit | undefined {
  if (category === "unknown") return undefined;
  if (BYTES.includes(category)) return "bytes";
  return MILLISECONDS.includes(category) ? "milliseconds" : "count";
}

/** Reads names as headers and configs hold them: each once, by id, every name we do not know as one `unknown`. */
export function categoriesOf(names: readonly string[]): readonly DataCategory[] {
  return sortCategories([...new Set(names.map((name) => dataCategoryOf(name) ?? "unknown"))]);
}

/** Ascending by id, `unknown` last. */
export function sortCategories(categories: readonly DataCategory[]): readonly DataCategory[] {
  return [...categories].sort((a, b) => rank(a) - rank(b));
}

function rank(category: DataCategory): number {
  return category === "unknown" ? Number.MAX_SAFE_INTEGER : dataCategoryId(category);
}
