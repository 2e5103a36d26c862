import type { LambdaEnvironment } from "./environment.ts";
import type { Invocation } from "./invocations.ts";
import { parseXrayHeader } from "./xray.ts";

/** Facts about this environment that only became known while it ran. */
export interface RuntimeFacts {
  /** `nodejs:24.v7`, out of the init records. */
  readonly runtimeVersion: string | undefined;
}

export type ContextFields = Readonly<Record<string, string | number | boolean>>;

/**
 * The contexts an event of this invocation ought to have, spelled as Sentry's own serverless SDKs spell them; what
 * they have no name for (cold start, memory, region) stands beside it under names of the same style.
 */
export function lambdaContexts(
  environment: LambdaEnvironment,
  invocation: Invocation | undefined,
): Record<string, ContextFields> {
  const arn = invocation?.functionArn;
  const xray = parseXrayHeader(invocation?.traceHeader);
  const contexts: Record<string, ContextFields> = {
    "aws.lambda": defined({
      aws_request_id: invocation?.requestId,
      function_name: environment.functionName,
      function_version: environment.functionVersion,
      invoked_function_arn: arn,
      memory_limit_in_mb: environment.memoryMb,
      region: environment.region,
      initialization_type: environment.initialization,
      cold_start: invocation?.coldStart,
      xray_trace: xray?.root,
    }),
    cloud_resource: defined({
      "cloud.provider": "aws",
      "cloud.platform": "aws_lambda",
      "cloud.region": environment.region,
      "cloud.account.id": arn?.split(":")[4],
      "cloud.resource_id": arn,
    }),
  };
  return contexts;
}

/** The language a stack trace of this runtime would be in. */
export function platformOf(runtimeVersion: string | undefined): string {
  const name = /^[a-z]+/.exec(runtimeVersion ?? "")?.[0];
  switch (name) {
    case "nodejs":
      return "node";
    case "python":
      return "python";
    case "java":
      return "java";
    case "ruby":
      return "ruby";
    case "dotnet":
      return "csharp";
    default:
      return "other";
  }
}

/** Drops what is unknown: an empty value in a context says less than no value. */
export function defined(
  fields: Readonly<Record<string, string | number | boolean | undefined>>,
): Record<string, string | number | boolean> {
  const kept: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== "") kept[key] = value;
  }
  return kept;
}
