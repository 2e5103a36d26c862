/**
 * Envelopes of our own: incidents at once, metrics and logs collected until it is worth a request. Nothing here needs a
 * timer: it is asked when an invocation starts or ends, and at the shutdown.
 */

import type { LambdaEnvironment } from "./environment.ts";
import { type FunctionLogLimits, FunctionLogs } from "./function-logs.ts";
import { type EventOrigin, incidentEvent } from "./incident-event.ts";
import type { Incident, Invocations } from "./invocations.ts";
import { containerItem, eventItem, type MadeItem, writeEnvelope } from "./item-container.ts";
import type { RuntimeFacts } from "./lambda-contexts.ts";
import { initMetrics, reportMetrics, type TraceMetric } from "./report-metrics.ts";
import type { TelemetryRecord } from "./telemetry-records.ts";

const MAX_METRICS = 500;
const WORTH_SENDING = 100;
const OLDEST_MS = 10_000;

export interface ReportSettings {
  readonly origin: EventOrigin;
  /** Timeouts, crashes and the like as error events. */
  readonly incidents: boolean;
  readonly metrics: boolean;
  readonly functionLogs: boolean;
  readonly logLimits: FunctionLogLimits;
}

export interface MadeEnvelopesOptions extends ReportSettings {
  readonly environment: LambdaEnvironment;
  /** 32 hex digits, fresh at every call. */
  readonly newId: () => string;
}

export class MadeEnvelopes {
  readonly #options: MadeEnvelopesOptions;
  readonly #invocations: Invocations;
  readonly #logs: FunctionLogs;
  #metrics: TraceMetric[] = [];
  #oldestAtMs: number | undefined;
  #runtimeVersion: string | undefined;
  /** The function's DSN: configured, or the last one its SDK used. */
  dsn: string | undefined;

  constructor(options: MadeEnvelopesOptions, invocations: Invocations, dsn: string | undefined) {
    this.#options = options;
    this.#invocations = invocations;
    this.#logs = new FunctionLogs(options.environment, invocations, options.logLimits);
    this.dsn = dsn;
  }

  get facts(): RuntimeFacts {
    return { runtimeVersion: this.#runtimeVersion };
  }

  take(record: TelemetryRecord, nowMs: number): void {
    const { environment, newId } = this.#options;
    if (record.type === "init") this.#runtimeVersion = record.runtimeVersion ?? this.#runtimeVersion;
    if (record.type === "line" && this.#options.functionLogs) {
      this.#logs.add(record, nowMs, newId());
      this.#oldestAtMs ??= nowMs;
    }
    if (!this.#options.metrics) return;
    if (record.type === "init") this.#addMetrics(initMetrics(record, environment, newId()), nowMs);
    if (record.type === "report") {
      const invocation = this.#invocations.get(record.requestId);
      this.#addMetrics(reportMetrics(record, invocation, environment, newId()), nowMs);
    }
  }

  /** One envelope per incident; nothing without a DSN, since nobody said where to, or where it is not wanted. */
  incident(incident: Incident): Uint8Array | undefined {
    if (!this.dsn || !this.#options.incidents) return undefined;
    const { environment, origin } = this.#options;
    const event = incidentEvent(incident, environment, this.facts, origin);
    return writeEnvelope({ event_id: event.event_id, dsn: this.dsn }, [eventItem(event)]);
  }

  /** What was collected, once it is old or many enough, or `force`d. */
  collected(nowMs: number, force: boolean): Uint8Array[] {
    const waiting = this.#metrics.length + this.#logs.waiting;
    const old = this.#oldestAtMs !== undefined && nowMs - this.#oldestAtMs >= OLDEST_MS;
    if (!this.dsn || waiting === 0 || !(force || old || waiting >= WORTH_SENDING)) return [];
    const envelopes: Uint8Array[] = [];
    const metrics = this.#metrics.splice(0);
    for (let logs = this.#logs.drain(); metrics.length + logs.length > 0; logs = this.#logs.drain()) {
      const items: MadeItem[] = [];
      const some = metrics.splice(0);
      if (some.length > 0) items.push(containerItem("trace_metric", some));
      if (logs.length > 0) items.push(containerItem("log", logs));
      envelopes.push(writeEnvelope({ dsn: this.dsn }, items));
    }
    this.#oldestAtMs = undefined;
    return envelopes;
  }

  #addMetrics(metrics: readonly TraceMetric[], nowMs: number): void {
    if (metrics.length === 0) return;
    this.#oldestAtMs ??= nowMs;
    this.#metrics.push(...metrics);
    if (this.#metrics.length > MAX_METRICS) this.#metrics.splice(0, this.#metrics.length - MAX_METRICS);
  }
}
