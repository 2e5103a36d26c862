import type { Geo } from "./geo.ts";
import type { NormalizeRules } from "./rules.ts";
import type { ClientHeaders } from "./security-report.ts";
import type { TraceHead } from "./trace-head.ts";

/** What normalising may look at besides the event: of the relay, the project and the envelope. */
export interface NormalizeSettings extends NormalizeRules {
  readonly receivedAtMs: number;
  /** How far ahead of that an event may say it happened. */
  readonly maxFutureSecs: number;
  /** How old a transaction or span may be, and how far ahead; `undefined`: any. */
  readonly metricsRange: { readonly maxPastSecs: number; readonly maxFutureSecs: number } | undefined;
  readonly projectId: number | undefined;
  readonly keyId: string | undefined;
  readonly protocolVersion: string | undefined;
  /** `name/version` of who sent the event, as its request says. */
  readonly client: string | undefined;
  /** Where the event came from; `undefined` also when nobody wants to know. */
  readonly clientIp: string | undefined;
  /** Where it came from even so: good for telling the country. */
  readonly connectionIp: string | undefined;
  /** What the request that brought the event says of its client. */
  readonly clientHeaders: ClientHeaders;
  /** Share of its traces that the sender keeps. */
  readonly clientSampleRate: number | undefined;
  readonly traceHead: TraceHead | undefined;
  readonly geoOf: ((ip: string) => Geo | undefined) | undefined;
  /** What a model of a device is called by people. */
  readonly nameOfModel: (model: string) => string | undefined;
  /** Unknown keys go, and errors are listed. */
  readonly isFull: boolean;
  /** Spans tell what they know of their transaction. */
  readonly enrichesSpans: boolean;
  /** Contexts are made of what headers say about browser, device and system. */
  readonly readsUserAgent: boolean;
}
