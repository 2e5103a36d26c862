import type { Address } from "../kernel/actor/address.ts";
import type { Piped } from "../kernel/actor/context.ts";
import type { Fault } from "../kernel/base/fault.ts";
import type { Result } from "../kernel/base/result.ts";
import type { DataPathProtocol, DrainReport } from "./data-path.ts";
import type { LambdaEnvironment } from "./environment.ts";
import type { ApiAnswer, TelemetryType } from "./extensions-api.ts";
import type { HoldPolicy, PendingWork } from "./hold-decision.ts";
import type { InitFailures } from "./init-failure-note.ts";
import type { SdkSighting } from "./invocations.ts";
import type { ExtensionSession, LambdaApi } from "./lambda-api.ts";
import type { ReportSettings } from "./made-envelopes.ts";
import type { TelemetryBatch } from "./telemetry-records.ts";

/** What the configuration says; plain data, since another Arbiter reads it. */
export interface LambdaSettings {
  readonly policy: HoldPolicy;
  readonly telemetry: readonly TelemetryType[];
  /** Where the Telemetry API delivers to; `undefined`: nothing is subscribed. */
  readonly telemetryPort: number | undefined;
  readonly telemetryBufferMs: number;
  /** Everything is finished this long before the platform's kill. */
  readonly shutdownMarginMs: number;
  /** Where our own events go: configured; else the DSN the SDK uses. */
  readonly dsn: string | undefined;
  readonly report: ReportSettings;
}

/** The rest of the program, once it runs. */
export interface RunningDataPath {
  readonly dataPath: Address<DataPathProtocol>;
  readonly settings: LambdaSettings;
}

export interface AwsExtensionDeps {
  readonly api: LambdaApi;
  readonly session: ExtensionSession;
  readonly environment: LambdaEnvironment;
  /** `shutdown`: INVOKE is not asked for. */
  readonly events: "all" | "shutdown";
  /** Polling starts without the listener after this long: the function must not wait for us. */
  readonly bootLimitMs: number;
  /** Absent: every failed start is reported. */
  readonly initFailures?: InitFailures;
  /** 32 hex digits, fresh at every call. */
  readonly newId: () => string;
  /** The work is done: stop the process. */
  readonly finished: () => void;
  /** The platform refused what cannot go on without: end the process with a failure. */
  readonly giveUp: (why: string) => void;
}

/** What others may say to the extension. */
export interface AwsExtensionProtocol {
  /** The listener accepts, for the first time or again after a loss. */
  ready(up: RunningDataPath): void;
  /** The data path is gone or never came up: go on polling, and do nothing else. */
  dataPathLost(why: { readonly reason: string }): void;
  delivery(pending: PendingWork): void;
  telemetry(batch: TelemetryBatch): void;
  /** An event or transaction of the SDK passed by. */
  sighted(what: { readonly sighting: SdkSighting | undefined; readonly dsn: string | undefined }): void;
  /** A SIGTERM, which stands for a SHUTDOWN that did not come. */
  terminate(): void;
  status(): ExtensionStatus;
}

export interface ExtensionStatus {
  readonly polling: boolean;
  readonly invocations: number;
  readonly incidents: number;
  /** Time the last invocation was held after its end, as far as that was told. */
  readonly lastHeldMs: number | undefined;
}

/** What only the extension itself says. */
export interface AwsExtensionInternal extends AwsExtensionProtocol {
  nextEvent(): void;
  answered(outcome: Piped<Result<ApiAnswer, Fault>>): void;
  subscribed(outcome: Piped<Result<ApiAnswer, Fault>>): void;
  decide(): void;
  bootLate(): void;
  flushCollected(): void;
  /** What the SDK had sent before the end has been looked at by the data path. */
  caughtUp(outcome: Piped<void>): void;
  lastWord(): void;
  drained(outcome: Piped<DrainReport>): void;
}
