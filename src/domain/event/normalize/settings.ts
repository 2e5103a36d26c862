import type { JsonObject } from "../../../kernel/base/json/value.ts";
import type { Geo } from "./geo.ts";
import type { MeasurementLimits } from "./measurement-limits.ts";
import type { RenameRule } from "./rename-rules.ts";
import type { ClientHeaders } from "./security-report.ts";

/** What normalising may look at besides the event: of the relay, the project and the envelope. */
export interface NormalizeSettings {
  readonly receivedAtMs: number;
  /** How far ahead of that an event may say it happened. */
  readonly maxFutureSecs: number;
  /** Older events are taken for events of now. */
  readonly retentionDays: number;
  /** How old a transaction or span may be, and how far ahead; `undefined`: any. */
  readonly metricsRange: { readonly maxPastSecs: number; readonly maxFutureSecs: number } | undefined;
  readonly projectId: number | undefined;
  readonly keyId: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly groupingConfig: JsonObject | undefined;
  /** `name/version` of who sent the event, as its request says. */
  readonly client: string | undefined;
  /** Where the event came from; `undefined` also when nobody wants to know. */
  readonly clientIp: string | undefined;
  /** What the request that brought the event says of its client. */
  readonly clientHeaders: ClientHeaders;
  /** Share of its traces that the sender keeps. */
  readonly clientSampleRate: number | undefined;
  readonly geoOf: ((ip: string) => Geo | undefined) | undefined;
  readonly renameRules: readonly RenameRule[];
  /** What a span does that does not say it. */
  readonly opOf: (span: JsonObject) => string | undefined;
  /** What a model of a device is called by people. */
  readonly nameOfModel: (model: string) => string | undefined;
  readonly measurementLimits: MeasurementLimits | undefined;
  /** Unknown keys go, and errors are listed. */
  readonly isFull: boolean;
  /** Contexts are made of what headers say about browser, device and system. */
  readonly readsUserAgent: boolean;
}
