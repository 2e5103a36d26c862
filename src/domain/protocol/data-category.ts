/** What is counted and limited, with the number that stands for it on the wire between services. */
const IDS = {
  default: 0,
  error: 1,
  transaction: 2,
  security: 3,
  /** Bytes. */
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
  /** Milliseconds. */
  profile_duration: 17,
  profile_chunk: 18,
  metric_second: 19,
  replay_video: 20,
  uptime: 21,
  attachment_item: 22,
  log_item: 23,
  /** Bytes. */
  log_byte: 24,
  /** Milliseconds. */
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
  /** Bytes. */
  trace_metric_byte: 37,
  snapshot_image: 38,
  unknown: -1,
} as const;

export type DataCategory = keyof typeof IDS;

export const DATA_CATEGORIES = Object.keys(IDS) as readonly DataCategory[];

const BY_ID: ReadonlyMap<number, DataCategory> = new Map(DATA_CATEGORIES.map((name) => [IDS[name], name]));

export function dataCategoryId(category: DataCategory): number {
  return IDS[category];
}

/** `undefined` for a number that no category has. */
export function dataCategoryById(id: number): DataCategory | undefined {
  return BY_ID.get(id);
}

/** The category of this name; `undefined` when this version knows none. */
export function dataCategoryOf(name: string): DataCategory | undefined {
  if (name === "user_report_v2") return "feedback";
  return Object.hasOwn(IDS, name) ? (name as DataCategory) : undefined;
}

/** How much of what something counts as; a category appears at most once, a quantity may be 0. */
export type Quantities = readonly CategoryQuantity[];

export interface CategoryQuantity {
  readonly category: DataCategory;
  readonly quantity: number;
}

/** The sum per category. */
export function addQuantities(left: Quantities, right: Quantities): Quantities {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const sums = new Map<DataCategory, number>();
  for (const { category, quantity } of left) sums.set(category, quantity);
  for (const { category, quantity } of right) sums.set(category, (sums.get(category) ?? 0) + quantity);
  return Array.from(sums, ([category, quantity]) => ({ category, quantity }));
}
