/** What the page says about the receiver it belongs to. */
export interface ReceiverInfo {
  readonly version: string;
  /** Where SDKs send to, such as `http://0123…@localhost:8969/1`. */
  readonly dsn: string;
  /** Where `SENTRY_SPOTLIGHT` points; `1` when the port is Spotlight's own. */
  readonly spotlight: string;
  /** Host of the upstream that everything is forwarded to as well; absent without one. */
  readonly upstream?: string;
}
