/** What the simulated platform says, as Lambda spells it. */
import type { ApiAnswer } from "../extensions-api.ts";
import type { EndOfInvocation, RuntimeInvocation, SandboxOptions } from "./sandbox-types.ts";

export function refuse(status: number, errorType: string, errorMessage = errorType): ApiAnswer {
  return { status, body: JSON.stringify({ errorMessage, errorType }) };
}

export function invokeEvent(invocation: RuntimeInvocation): object {
  return {
    eventType: "INVOKE",
    deadlineMs: invocation.deadlineMs,
    requestId: invocation.requestId,
    invokedFunctionArn: invocation.functionArn,
    tracing: { type: "X-Amzn-Trace-Id", value: invocation.traceHeader },
  };
}

export function initStartRecord(options: SandboxOptions, functionName: string): object {
  const start = { functionName, functionVersion: "$LATEST", runtimeVersion: "nodejs:24.v7" };
  if (options.restored) return start;
  const initializationType = options.managed ? "lambda-managed-instances" : "on-demand";
  return { ...start, initializationType, phase: options.phase ?? "init" };
}

export function runtimeDoneRecord(
  requestId: string,
  status: string,
  durationMs: number,
  errorType: string | undefined,
): object {
  const cause = errorType ? { errorType } : {};
  return { requestId, status, ...cause, metrics: { durationMs, producedBytes: 2 } };
}

/** A killed process is `Runtime.ExitError` whatever killed it: only the memory figures tell. */
export function reportRecord(
  options: SandboxOptions,
  requestId: string,
  end: EndOfInvocation,
  durationMs: number,
): object {
  const died = end === "crash" || end === "out_of_memory";
  const status = died || end === "extension" ? "failure" : end;
  const cause = died ? { errorType: "Runtime.ExitError" } : {};
  if (options.managed) return { requestId, status, ...cause, metrics: { durationMs } };
  const memorySizeMB = options.memoryMb ?? 128;
  const maxMemoryUsedMB = end === "out_of_memory" ? memorySizeMB : 50;
  const billedDurationMs = Math.ceil(durationMs);
  return {
    requestId,
    status,
    ...cause,
    metrics: { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB },
  };
}
