/**
 * What is counted: quotas, limits and outcomes name categories. Ids are what outcomes carry on the wire.
 * `unknown` stands for every name we do not know.
 */
const CATEGORY_IDS = {
  default: 0,
  error: 1,
  transaction: 2,
  security: 3,
  attachment: 4,
  session: 5,
  profile: 6,
  replay: 7,
  transaction_processed: 8,
  transaction_indexed: 9,
  monitor: 10,
  profile_indexed: 11,
  span: 12,
  monitor_seat: 13,
  feedback: 14,
  metric_bucket: 15,
  span_indexed: 16,
  profile_duration: 17,
  profile_chunk: 18,
  metric_second: 19,
  replay_video: 20,
  uptime: 21,
  attachment_item: 22,
  log_item: 23,
  log_byte: 24,
  profile_duration_ui: 25,
  profile_chunk_ui: 26,
  seer_autofix: 27,
  seer_scanner: 28,
  prevent_user: 29,
  prevent_review: 30,
  size_analysis: 31,
  installable_build: 32,
  trace_metric: 33,
  seer_user: 34,
  profile_backend: 35,
  profile_ui: 36,
  trace_metric_byte: 37,
  snapshot_image: 38,
  unknown: -1,
} as const;

export type DataCategory = keyof typeof CATEGORY_IDS;

export type CategoryUnit = "count" | "bytes" | "milliseconds";

const BYTES: readonly DataCategory[] = ["attachment", "log_byte", "trace_metric_byte"];
const MILLISECONDS: readonly DataCategory[] = ["profile_duration", "profile_duration_ui"];

/** The category of a name on the wire. */
export function dataCategory(name: string): DataCategory {
  if (name === "user_report_v2") return "feedback";
  return Object.hasOwn(CATEGORY_IDS, name) ? (name as DataCategory) : "unknown";
}

export function dataCategoryId(category: DataCategory): number {
  return CATEGORY_IDS[category];
}

const BY_ID: ReadonlyMap<number, DataCategory> = new Map(
  Object.entries(CATEGORY_IDS).map(([name, id]) => [id, name as DataCategory]),
);

export function dataCategoryOfId(id: number): DataCategory {
  return BY_ID.get(id) ?? "unknown";
}

/** `undefined` for `unknown`, which has none. */
export function categoryUnit(category: DataCategory): CategoryUnit | undefined {
  if (category === "unknown") return undefined;
  if (BYTES.includes(category)) return "bytes";
  return MILLISECONDS.includes(category) ? "milliseconds" : "count";
}

/** Orders as headers and configs are written: by id, `unknown` last. */
export function compareDataCategories(a: DataCategory, b: DataCategory): number {
  return rank(a) - rank(b);
}

function rank(category: DataCategory): number {
  return category === "unknown" ? Number.MAX_SAFE_INTEGER : CATEGORY_IDS[category];
}

/** So much of a category. */
export interface CategoryQuantity {
  readonly category: DataCategory;
  readonly quantity: number;
}
