import type { Address } from "../kernel/actor/address.ts";
import type { DataPathProtocol } from "./data-path.ts";
import type { LambdaEnvironment } from "./environment.ts";
import type { TelemetryType } from "./extensions-api.ts";
import type { HoldPolicy, PendingWork } from "./hold-decision.ts";
import type { SdkSighting } from "./invocations.ts";
import type { ExtensionSession, LambdaApi } from "./lambda-api.ts";
import type { MadeEnvelopesOptions } from "./made-envelopes.ts";
import type { TelemetryBatch } from "./telemetry-records.ts";

export interface AwsExtensionDeps {
  readonly api: LambdaApi;
  readonly session: ExtensionSession;
  readonly environment: LambdaEnvironment;
  readonly policy: HoldPolicy;
  readonly telemetry: readonly TelemetryType[];
  readonly made: MadeEnvelopesOptions;
  /** Where our own events go: `SENTRY_DSN`; else the DSN the SDK uses. */
  readonly dsn: string | undefined;
  readonly dataPath: Address<DataPathProtocol>;
  /** Polling starts without the listener after this long: the function must not wait for us. */
  readonly bootLimitMs: number;
  /** The work is done: stop the process. */
  readonly finished: () => void;
  /** The platform refused what cannot go on without: end the process with a failure. */
  readonly giveUp: (why: string) => void;
}

/** What others may say to the extension. */
export interface AwsExtensionProtocol {
  /** The listener accepts. Without a telemetry port nothing is subscribed. */
  ready(what: { readonly telemetryPort: number | undefined }): void;
  /** The data path is gone or never came up: go on polling, and do nothing else. */
  dataPathLost(why: { readonly reason: string }): void;
  delivery(pending: PendingWork): void;
  telemetry(batch: TelemetryBatch): void;
  /** An event or transaction of the SDK passed by. */
  sighted(what: { readonly sighting: SdkSighting | undefined; readonly dsn: string | undefined }): void;
  status(): ExtensionStatus;
}

export interface ExtensionStatus {
  readonly polling: boolean;
  readonly invocations: number;
  readonly incidents: number;
  /** Time the last invocation was held after its end, as far as that was told. */
  readonly lastHeldMs: number | undefined;
}
