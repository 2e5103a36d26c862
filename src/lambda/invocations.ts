/**
 * The invocations of this environment: who is running, how each ended, and the incidents to be reported.
 *
 * Invariants:
 * 1. An invocation yields at most one incident, however many signals tell of its end (runtimeDone, report, SHUTDOWN).
 * 2. An incident that the SDK has reported itself is not reported again.
 * 3. At most `MAX_TRACKED` invocations are remembered; the oldest is forgotten first.
 *
 *   INVOKE / start ──▶ running ──runtimeDone──▶ done ──report──▶ reported
 *                        │                        │
 *                        └──── SHUTDOWN ──────────┘   a crash waits for the report or SHUTDOWN: they tell its memory
 */
import { classifyOutcome, type IncidentKind, tellsOutOfMemory } from "./classify-outcome.ts";
import type { InvokeEvent, ShutdownEvent } from "./extensions-api.ts";
import type { InitRecord, ReportRecord, RuntimeDoneRecord, TelemetryRecord } from "./telemetry-records.ts";

/** Managed instances run up to 64 invocations per vCPU at once. */
export const MAX_TRACKED = 1024;

export interface Invocation {
  readonly requestId: string;
  functionArn: string | undefined;
  traceHeader: string | undefined;
  readonly startedAtMs: number;
  deadlineMs: number | undefined;
  /** The first one of this process. */
  readonly coldStart: boolean;
  /** The platform's own `start` came: telemetry works for this invocation. */
  platformStarted: boolean;
  doneAtMs: number | undefined;
  durationMs: number | undefined;
  /** What the SDK said about it, through us. */
  readonly sdk: { timeoutWarning: boolean; fatal: boolean; trace: SdkTrace | undefined };
  outOfMemoryHint: boolean;
  /** Seen, not yet handed out: waits for the memory figures. */
  suspected: Suspicion | undefined;
  incidentMade: boolean;
}

export interface SdkTrace {
  readonly traceId: string;
  readonly spanId: string | undefined;
}

interface Suspicion {
  readonly kind: IncidentKind;
  readonly errorType: string | undefined;
  readonly atMs: number;
}

export interface Incident {
  readonly kind: IncidentKind;
  readonly errorType: string | undefined;
  readonly atMs: number;
  /** `undefined` only when nothing ever told of an invocation. */
  readonly invocation: Invocation | undefined;
  readonly durationMs: number | undefined;
  readonly memorySizeMb: number | undefined;
  readonly maxMemoryUsedMb: number | undefined;
}

/** Something the SDK sent that bears on an incident of the same invocation. */
export interface SdkSighting {
  readonly requestId: string | undefined;
  readonly timeoutWarning: boolean;
  readonly fatal: boolean;
  readonly trace: SdkTrace | undefined;
}

export class Invocations {
  readonly #byId = new Map<string, Invocation>();
  #latest: Invocation | undefined;
  #count = 0;
  #initFailure: Suspicion | undefined;
  #initDone = false;

  /** The one INVOKE told of last. Managed instances have none: ask by request id. */
  get latest(): Invocation | undefined {
    return this.#latest;
  }

  get(requestId: string): Invocation | undefined {
    return this.#byId.get(requestId);
  }

  /** @returns incidents of earlier invocations that waited for more */
  invoke(event: InvokeEvent, nowMs: number): Incident[] {
    const incidents = this.#settle();
    const invocation = this.#track(event.requestId, nowMs, event.deadlineMs);
    invocation.functionArn ??= event.functionArn || undefined;
    invocation.traceHeader ??= event.traceHeader;
    this.#latest = invocation;
    return incidents;
  }

  record(record: TelemetryRecord, nowMs: number): Incident[] {
    switch (record.type) {
      case "init":
        this.#init(record, nowMs);
        return [];
      case "start": {
        const invocation = this.#track(record.requestId, nowMs, undefined);
        invocation.platformStarted = true;
        invocation.functionArn ??= record.functionArn;
        invocation.traceHeader ??= record.traceHeader;
        return [];
      }
      case "runtime_done":
        return this.#runtimeDone(record, nowMs);
      case "report":
        return this.#report(record, nowMs);
      case "line":
        if (typeof record.line === "string" && tellsOutOfMemory(record.line) && this.#latest) {
          this.#latest.outOfMemoryHint = true;
        }
        return [];
      default:
        return [];
    }
  }

  shutdown(event: ShutdownEvent, nowMs: number): Incident[] {
    const incidents = this.#settle();
    const open = this.#latest && this.#latest.doneAtMs === undefined ? this.#latest : undefined;
    if (event.reason === "timeout" || event.reason === "failure") {
      if (open) {
        const kind = event.reason === "timeout" ? "timeout" : this.#initFailure ? "init_failure" : "crash";
        push(incidents, this.#incident(open, { kind, errorType: this.#initFailure?.errorType, atMs: nowMs }));
      } else if (this.#count === 0 && !this.#initDone) {
        const atMs = this.#initFailure?.atMs ?? nowMs;
        incidents.push(initIncident({ kind: "init_failure", errorType: this.#initFailure?.errorType, atMs }));
      }
    } else if (this.#count === 0 && this.#initFailure) {
      incidents.push(initIncident(this.#initFailure));
    }
    this.#initFailure = undefined;
    return incidents;
  }

  /** Without a request id the sighting belongs to the latest invocation. */
  sdkReported(sighting: SdkSighting): void {
    const invocation = sighting.requestId ? this.#byId.get(sighting.requestId) : this.#latest;
    if (!invocation) return;
    invocation.sdk.timeoutWarning ||= sighting.timeoutWarning;
    invocation.sdk.fatal ||= sighting.fatal;
    invocation.sdk.trace = sighting.trace ?? invocation.sdk.trace;
  }

  #track(requestId: string, nowMs: number, deadlineMs: number | undefined): Invocation {
    const known = this.#byId.get(requestId);
    if (known) {
      known.deadlineMs ??= deadlineMs;
      return known;
    }
    const invocation: Invocation = {
      requestId,
      functionArn: undefined,
      traceHeader: undefined,
      startedAtMs: nowMs,
      deadlineMs,
      coldStart: this.#count === 0,
      platformStarted: false,
      doneAtMs: undefined,
      durationMs: undefined,
      sdk: { timeoutWarning: false, fatal: false, trace: undefined },
      outOfMemoryHint: false,
      suspected: undefined,
      incidentMade: false,
    };
    this.#count += 1;
    this.#byId.set(requestId, invocation);
    if (this.#byId.size > MAX_TRACKED) this.#byId.delete(this.#byId.keys().next().value as string);
    return invocation;
  }

  #init(record: InitRecord, nowMs: number): void {
    if (record.step === "start" || record.status === undefined) return;
    if (record.status === "success") {
      this.#initDone = true;
      this.#initFailure = undefined;
    } else {
      const kind = classifyOutcome(record.status, record.errorType) === "out_of_memory";
      this.#initFailure ??= {
        kind: kind ? "out_of_memory" : "init_failure",
        errorType: record.errorType,
        atMs: nowMs,
      };
    }
  }

  #runtimeDone(record: RuntimeDoneRecord, nowMs: number): Incident[] {
    const invocation = this.#track(record.requestId, nowMs, undefined);
    invocation.doneAtMs ??= nowMs;
    invocation.durationMs ??= record.durationMs;
    const kind = classifyOutcome(record.status, record.errorType);
    if (record.status === "success") this.#initFailure = undefined;
    if (!kind) return [];
    const suspicion = this.#refine({ kind, errorType: record.errorType, atMs: nowMs });
    if (suspicion.kind === "crash") {
      invocation.suspected ??= suspicion;
      return [];
    }
    return list(this.#incident(invocation, suspicion));
  }

  #report(record: ReportRecord, nowMs: number): Incident[] {
    const invocation = this.#track(record.requestId, nowMs, undefined);
    invocation.doneAtMs ??= nowMs;
    invocation.durationMs ??= record.durationMs;
    const kind = classifyOutcome(record.status, record.errorType);
    const suspicion =
      invocation.suspected ??
      (kind ? this.#refine({ kind, errorType: record.errorType, atMs: nowMs }) : undefined);
    if (!suspicion) return [];
    return list(this.#incident(invocation, suspicion, record));
  }

  /** The runtime's exit while its init had failed is the init's failure, with the request that suffered from it. */
  #refine(suspicion: Suspicion): Suspicion {
    const failure = this.#initFailure;
    if (!failure || suspicion.kind === "timeout") return suspicion;
    this.#initFailure = undefined;
    return { ...suspicion, kind: failure.kind, errorType: failure.errorType ?? suspicion.errorType };
  }

  /** Hands out what waited for a report that is not going to come in time. */
  #settle(): Incident[] {
    const incidents: Incident[] = [];
    for (const invocation of this.#byId.values()) {
      if (invocation.suspected) push(incidents, this.#incident(invocation, invocation.suspected));
    }
    return incidents;
  }

  #incident(invocation: Invocation, suspicion: Suspicion, report?: ReportRecord): Incident | undefined {
    invocation.suspected = undefined;
    if (invocation.incidentMade) return undefined;
    invocation.incidentMade = true;
    const memorySizeMb = report?.memorySizeMb;
    const full = memorySizeMb !== undefined && (report?.maxMemoryUsedMb ?? 0) >= memorySizeMb;
    const outOfMemory = suspicion.kind === "crash" && (invocation.outOfMemoryHint || full);
    const kind = outOfMemory ? "out_of_memory" : suspicion.kind;
    if (kind === "timeout" && invocation.sdk.timeoutWarning) return undefined;
    if (kind === "crash" && invocation.sdk.fatal) return undefined;
    return {
      kind,
      errorType: suspicion.errorType,
      atMs: suspicion.atMs,
      invocation,
      durationMs: invocation.durationMs,
      memorySizeMb,
      maxMemoryUsedMb: report?.maxMemoryUsedMb,
    };
  }
}

function initIncident(suspicion: Suspicion): Incident {
  return {
    ...suspicion,
    invocation: undefined,
    durationMs: undefined,
    memorySizeMb: undefined,
    maxMemoryUsedMb: undefined,
  };
}

function push(incidents: Incident[], incident: Incident | undefined): void {
  if (incident) incidents.push(incident);
}

function list(incident: Incident | undefined): Incident[] {
  return incident ? [incident] : [];
}
