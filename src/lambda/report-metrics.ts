import type { LambdaEnvironment } from "./environment.ts";
import type { Invocation } from "./invocations.ts";
import { type AttributeValue, attributes, type TypedAttribute } from "./item-container.ts";
import { defined } from "./lambda-contexts.ts";
import type { InitRecord, ReportRecord } from "./telemetry-records.ts";
import { parseXrayHeader } from "./xray.ts";

/** One trace metric as Sentry's protocol spells it. */
export interface TraceMetric {
  readonly timestamp: number;
  readonly trace_id: string;
  readonly name: string;
  readonly type: "counter" | "distribution" | "gauge";
  readonly unit?: string;
  readonly value: number;
  readonly attributes: Readonly<Record<string, TypedAttribute>>;
}

const BYTES_PER_MB = 1024 * 1024;

/** What `platform.report` says about one invocation. @see the table in docs/lambda.md */
export function reportMetrics(
  report: ReportRecord,
  invocation: Invocation | undefined,
  environment: LambdaEnvironment,
  fallbackTraceId: string,
): TraceMetric[] {
  const common = {
    timestamp: report.timeMs / 1000,
    trace_id: traceIdOf(invocation) ?? fallbackTraceId,
    attributes: attributes({
      ...functionAttributes(environment),
      "faas.invocation_id": report.requestId,
      "aws.lambda.status": report.status,
      ...defined({ "error.type": report.errorType, "faas.coldstart": invocation?.coldStart }),
    }),
  };
  const metrics: TraceMetric[] = [{ ...common, name: "aws.lambda.invocations", type: "counter", value: 1 }];
  const add = (name: string, unit: string, value: number | undefined) => {
    if (value !== undefined) metrics.push({ ...common, name, type: "distribution", unit, value });
  };
  add("aws.lambda.duration", "millisecond", report.durationMs);
  add("aws.lambda.billed_duration", "millisecond", report.billedDurationMs);
  add("aws.lambda.init_duration", "millisecond", report.initDurationMs);
  add("aws.lambda.restore_duration", "millisecond", report.restoreDurationMs || undefined);
  add("aws.lambda.extension_overhead", "millisecond", report.extensionOverheadMs);
  add("aws.lambda.max_memory_used", "byte", toBytes(report.maxMemoryUsedMb));
  add("aws.lambda.memory_size", "byte", toBytes(report.memorySizeMb));
  return metrics;
}

/** What `platform.initReport` says: one cold start, and how long it took. */
export function initMetrics(
  record: InitRecord,
  environment: LambdaEnvironment,
  fallbackTraceId: string,
): TraceMetric[] {
  if (record.step !== "report") return [];
  const common = {
    timestamp: record.timeMs / 1000,
    trace_id: fallbackTraceId,
    attributes: attributes({
      ...functionAttributes(environment),
      "aws.lambda.phase": record.phase,
      "aws.lambda.status": record.status ?? "unknown",
      ...defined({ "error.type": record.errorType }),
    }),
  };
  const metrics: TraceMetric[] = [{ ...common, name: "aws.lambda.cold_starts", type: "counter", value: 1 }];
  if (record.durationMs !== undefined) {
    const name = "aws.lambda.cold_start_duration";
    metrics.push({ ...common, name, type: "distribution", unit: "millisecond", value: record.durationMs });
  }
  return metrics;
}

/** The trace an invocation's metrics and logs belong to. */
export function traceIdOf(invocation: Invocation | undefined): string | undefined {
  return invocation?.sdk.trace?.traceId ?? parseXrayHeader(invocation?.traceHeader)?.traceId;
}

export function functionAttributes(environment: LambdaEnvironment): Record<string, AttributeValue> {
  return defined({
    "faas.name": environment.functionName,
    "faas.version": environment.functionVersion,
    "cloud.provider": "aws",
    "cloud.region": environment.region,
  });
}

function toBytes(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : megabytes * BYTES_PER_MB;
}
