import type { Address } from "../kernel/actor/address.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { DataPathProtocol } from "./data-path.ts";
import type { InvokeEvent, ShutdownEvent } from "./extensions-api.ts";
import type { InitFailures } from "./init-failure-note.ts";
import { type Incident, Invocations, type SdkSighting } from "./invocations.ts";
import { MadeEnvelopes, type MadeEnvelopesOptions } from "./made-envelopes.ts";
import type { TelemetryRecord } from "./telemetry-records.ts";

/** Watches the invocations and hands what we have to say about them to the data path. */
export class Reporter {
  readonly invocations = new Invocations();
  readonly #made: MadeEnvelopes;
  readonly #dataPath: Address<DataPathProtocol>;
  readonly #dsnIsConfigured: boolean;
  readonly #initFailures: InitFailures | undefined;
  #incidents = 0;

  constructor(
    made: MadeEnvelopesOptions,
    deps: {
      readonly dataPath: Address<DataPathProtocol>;
      readonly configuredDsn: string | undefined;
      readonly initFailures?: InitFailures | undefined;
    },
  ) {
    const { dataPath, configuredDsn, initFailures } = deps;
    this.#made = new MadeEnvelopes(made, this.invocations, configuredDsn);
    this.#dataPath = dataPath;
    this.#dsnIsConfigured = configuredDsn !== undefined;
    this.#initFailures = initFailures;
  }

  /** Incidents found so far. */
  get incidents(): number {
    return this.#incidents;
  }

  invoked(event: InvokeEvent, nowMs: number): void {
    this.#report(this.invocations.invoke(event, nowMs));
  }

  record(record: TelemetryRecord, nowMs: number): void {
    this.#report(this.invocations.record(record, nowMs));
    this.#made.take(record, nowMs);
  }

  shutDown(event: ShutdownEvent, nowMs: number): void {
    this.#report(this.invocations.shutdown(event, nowMs));
  }

  sighted(sighting: SdkSighting | undefined, dsn: string | undefined): void {
    if (sighting) this.invocations.sdkReported(sighting);
    if (dsn && !this.#dsnIsConfigured) this.#made.dsn = dsn;
  }

  submitCollected(nowMs: number, force: boolean): void {
    for (const envelope of this.#made.collected(nowMs, force)) this.#dataPath.send("submit", { envelope });
  }

  #report(incidents: readonly Incident[]): void {
    for (const incident of incidents) {
      const { kind, errorType, atMs } = incident;
      if (kind === "init_failure" && this.#initFailures?.isRepeated(errorType, atMs)) continue;
      this.#incidents += 1;
      const envelope = this.#made.incident(incident);
      if (envelope === undefined) continue;
      if (!this.#dataPath.send("submit", { envelope })) {
        log("warn", "baton::lambda", "an incident could not be reported", { kind });
      }
    }
  }
}
