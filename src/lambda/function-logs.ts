/**
 * The function's log lines as Sentry logs: on request only, within a rate and a size, and never our own lines.
 * Plain values in and out; the shell sends what `drain` hands out.
 */
import type { LambdaEnvironment } from "./environment.ts";
import type { Invocations } from "./invocations.ts";
import { type AttributeValue, attributes, type TypedAttribute } from "./item-container.ts";
import { parseLogLine } from "./log-line.ts";
import { functionAttributes, traceIdOf } from "./report-metrics.ts";
import type { LineRecord } from "./telemetry-records.ts";

/** One log as Sentry's protocol spells it. */
export interface LogItem {
  readonly timestamp: number;
  readonly trace_id: string;
  readonly level: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, TypedAttribute>>;
}

export interface FunctionLogLimits {
  /** Lines per second on average, and as many at once as ten seconds would give. */
  readonly perSecond: number;
  readonly maxBodyBytes: number;
  /** Lines waiting to be sent. */
  readonly maxWaiting: number;
}

export const DEFAULT_LOG_LIMITS: FunctionLogLimits = {
  perSecond: 100,
  maxBodyBytes: 16_384,
  maxWaiting: 1_000,
};

/** Starts every line we write: without it a subscription to our own stream would feed itself. */
export const OWN_LINE_MARK = "[baton]";

export class FunctionLogs {
  readonly #environment: LambdaEnvironment;
  readonly #invocations: Invocations;
  readonly #limits: FunctionLogLimits;
  #waiting: LogItem[] = [];
  #tokens: number;
  #refilledAtMs: number | undefined;
  #dropped = 0;

  constructor(
    environment: LambdaEnvironment,
    invocations: Invocations,
    limits: FunctionLogLimits = DEFAULT_LOG_LIMITS,
  ) {
    this.#environment = environment;
    this.#invocations = invocations;
    this.#limits = limits;
    this.#tokens = limits.perSecond * 10;
  }

  /** Lines given up for rate or space since the last drain. */
  get dropped(): number {
    return this.#dropped;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(record: LineRecord, nowMs: number, fallbackTraceId: string): void {
    const line = parseLogLine(record.line, this.#limits.maxBodyBytes);
    if (!line || line.body.includes(OWN_LINE_MARK)) return;
    if (!this.#takeToken(nowMs) || this.#waiting.length >= this.#limits.maxWaiting) {
      this.#dropped += 1;
      return;
    }
    const invocation = line.requestId ? this.#invocations.get(line.requestId) : this.#invocations.latest;
    const values: Record<string, AttributeValue> = {
      ...functionAttributes(this.#environment),
      "sentry.origin": "auto.log.aws_lambda",
      "aws.lambda.log_stream": record.stream,
      ...line.attributes,
    };
    const requestId = line.requestId ?? invocation?.requestId;
    if (requestId) values["faas.invocation_id"] = requestId;
    this.#waiting.push({
      timestamp: (line.timeMs ?? (record.timeMs || nowMs)) / 1000,
      trace_id: line.traceId ?? traceIdOf(invocation) ?? fallbackTraceId,
      level: line.level,
      body: line.body,
      attributes: attributes(values),
    });
  }

  /** At most `max` lines, oldest first. */
  drain(max = 100): LogItem[] {
    const items = this.#waiting.slice(0, max);
    this.#waiting = this.#waiting.slice(max);
    if (this.#waiting.length === 0) this.#dropped = 0;
    return items;
  }

  /** By wall time: a frozen sandbox earns its tokens too, but never more than the burst. */
  #takeToken(nowMs: number): boolean {
    const burst = this.#limits.perSecond * 10;
    const elapsedMs = Math.max(0, nowMs - (this.#refilledAtMs ?? nowMs));
    this.#refilledAtMs = nowMs;
    this.#tokens = Math.min(burst, this.#tokens + (elapsedMs * this.#limits.perSecond) / 1000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
