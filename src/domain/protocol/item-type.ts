/** What an item is, by its `type` header. `unknown`: any other name, or an attachment of an unknown kind. */
export type ItemType = KnownItemType | "unknown";

export type KnownItemType =
  | "event"
  | "transaction"
  | "security"
  | "raw_security"
  | "unreal_report"
  | "feedback"
  | "user_report"
  | "attachment"
  | "form_data"
  | "profile"
  | "profile_chunk"
  | "replay_event"
  | "replay_recording"
  | "replay_video"
  | "session"
  | "sessions"
  | "metric_buckets"
  | "client_report"
  | "check_in"
  | "log"
  | "trace_metric"
  | "span"
  | "integration";

export interface ItemTypeTraits {
  /** Makes the envelope an event: it gets an id, and limits of the event's category apply. Attachments: by kind. */
  readonly createsEvent: boolean;
  /** Leaves together with the event when the event is rate limited. */
  readonly requiresEvent: boolean;
  /** The header `item_count` says how many things the item holds. */
  readonly counted: boolean;
}

const traits = (createsEvent: boolean, requiresEvent: boolean, counted: boolean): ItemTypeTraits => ({
  createsEvent,
  requiresEvent,
  counted,
});

/** @see docs of the envelope format, https://develop.sentry.dev/sdk/data-model/envelopes/ */
export const ITEM_TYPES: Readonly<Record<ItemType, ItemTypeTraits>> = {
  event: traits(true, true, false),
  transaction: traits(true, true, false),
  security: traits(true, true, false),
  raw_security: traits(true, true, false),
  unreal_report: traits(true, true, false),
  feedback: traits(true, true, false),
  user_report: traits(false, true, false),
  attachment: traits(false, true, false),
  form_data: traits(false, true, false),
  profile: traits(false, true, true),
  profile_chunk: traits(false, false, true),
  replay_event: traits(false, true, false),
  replay_recording: traits(false, false, false),
  replay_video: traits(false, false, false),
  session: traits(false, false, true),
  sessions: traits(false, false, true),
  metric_buckets: traits(false, false, true),
  client_report: traits(false, false, true),
  check_in: traits(false, false, true),
  log: traits(false, false, true),
  trace_metric: traits(false, false, true),
  span: traits(false, false, true),
  integration: traits(false, false, false),
  unknown: traits(false, false, true),
};

const BY_NAME: ReadonlyMap<string, KnownItemType> = new Map([
  ...Object.keys(ITEM_TYPES)
    .filter((name) => name !== "unknown")
    .map((name): [string, KnownItemType] => [name, name as KnownItemType]),
  ["profile_chunk_ui", "profile_chunk"],
]);

/** The type named on the wire, aliases resolved; case counts. */
export function itemTypeOf(name: string): ItemType {
  return BY_NAME.get(name) ?? "unknown";
}
