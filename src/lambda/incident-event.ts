import type { IncidentKind } from "./classify-outcome.ts";
import type { LambdaEnvironment } from "./environment.ts";
import type { Incident } from "./invocations.ts";
import { defined, lambdaContexts, platformOf, type RuntimeFacts } from "./lambda-contexts.ts";
import { stableId } from "./stable-id.ts";
import { parseXrayHeader } from "./xray.ts";

/** What every event we make ourselves carries, out of the function's own Sentry settings. */
export interface EventOrigin {
  readonly release: string | undefined;
  readonly environmentName: string | undefined;
  readonly sdkVersion: string;
}

interface Wording {
  readonly type: string;
  readonly level: "error" | "fatal";
  text(incident: Incident): string;
}

const WORDING: Readonly<Record<IncidentKind, Wording>> = {
  timeout: {
    type: "FunctionTimeout",
    level: "fatal",
    text: (incident) => `Task timed out${after(timeLimitMs(incident))}`,
  },
  crash: {
    type: "FunctionCrash",
    level: "fatal",
    text: () => "The runtime process ended before the function had answered",
  },
  out_of_memory: {
    type: "FunctionOutOfMemory",
    level: "fatal",
    text: (incident) => `The function ran out of memory${memory(incident)}`,
  },
  init_failure: {
    type: "FunctionInitFailure",
    level: "fatal",
    text: (incident) => `The function failed to initialise${because(incident.errorType)}`,
  },
  platform_failure: {
    type: "FunctionFailure",
    level: "error",
    text: (incident) => `Lambda failed the invocation${because(incident.errorType)}`,
  },
};

/**
 * Builds the Sentry error event of an incident. Its `event_id` follows from the invocation and the kind, so that the
 * same incident sent twice, after a restart for instance, is one event.
 */
export function incidentEvent(
  incident: Incident,
  environment: LambdaEnvironment,
  facts: RuntimeFacts,
  origin: EventOrigin,
): Record<string, unknown> {
  const { invocation } = incident;
  const wording = WORDING[incident.kind];
  const contexts: Record<string, unknown> = lambdaContexts(environment, invocation);
  contexts["aws.lambda"] = {
    ...(contexts["aws.lambda"] as object),
    ...defined({
      error_type: incident.errorType,
      execution_duration_in_millis: incident.durationMs,
      max_memory_used_in_mb: incident.maxMemoryUsedMb,
    }),
  };
  const trace = traceContext(incident);
  if (trace) contexts.trace = trace;
  const event: Record<string, unknown> = {
    event_id: eventId(incident),
    timestamp: incident.atMs / 1000,
    platform: platformOf(facts.runtimeVersion),
    level: wording.level,
    logger: "aws.lambda",
    transaction: environment.functionName,
    exception: {
      values: [
        {
          type: wording.type,
          value: wording.text(incident),
          mechanism: { type: "aws_lambda", handled: false },
        },
      ],
    },
    fingerprint: ["aws-lambda", incident.kind, environment.functionName, incident.errorType ?? ""],
    tags: defined({
      "aws.lambda.incident": incident.kind,
      "aws.lambda.cold_start": invocation ? String(invocation.coldStart) : undefined,
    }),
    contexts,
    sdk: { name: "baton.aws-lambda", version: origin.sdkVersion },
  };
  if (origin.release) event.release = origin.release;
  if (origin.environmentName) event.environment = origin.environmentName;
  return event;
}

function eventId(incident: Incident): string {
  // Without a request the moment tells two init failures apart.
  const key = incident.invocation?.requestId ?? `init:${incident.atMs}`;
  return stableId(`baton:${incident.kind}:${key}`);
}

/** The SDK's own trace where it is known, else X-Ray's. */
function traceContext(incident: Incident): Record<string, unknown> | undefined {
  const { invocation } = incident;
  const sdkTrace = invocation?.sdk.trace;
  const xray = parseXrayHeader(invocation?.traceHeader);
  const traceId = sdkTrace?.traceId ?? xray?.traceId;
  if (!traceId) return undefined;
  const spanId = stableId(`span:${eventId(incident)}`).slice(0, 16);
  return defined({
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: sdkTrace ? sdkTrace.spanId : xray?.parentId,
  });
}

function timeLimitMs(incident: Incident): number | undefined {
  const { invocation } = incident;
  if (incident.durationMs !== undefined) return incident.durationMs;
  if (invocation?.deadlineMs === undefined) return undefined;
  return Math.max(0, invocation.deadlineMs - invocation.startedAtMs);
}

function after(ms: number | undefined): string {
  return ms === undefined ? "" : ` after ${(ms / 1000).toFixed(2)} seconds`;
}

function because(errorType: string | undefined): string {
  return errorType ? `: ${errorType}` : "";
}

function memory(incident: Incident): string {
  const { memorySizeMb, maxMemoryUsedMb } = incident;
  return memorySizeMb === undefined || maxMemoryUsedMb === undefined
    ? ""
    : `: ${maxMemoryUsedMb} of ${memorySizeMb} MB used`;
}
