import type { RecordStatus } from "./telemetry-records.ts";

/** What went wrong in a way that the SDK inside the function can never report. */
export type IncidentKind = "timeout" | "crash" | "out_of_memory" | "init_failure" | "platform_failure";

const TIMEOUTS = new Set(["Sandbox.Timeout", "Sandbox.Timedout", "Runtime.InvokeTimeout"]);

/** The function never became ready: no handler ran, so no SDK was there to report it. */
const INIT_FAILURES = new Set([
  "Runtime.ImportModuleError",
  "Runtime.HandlerNotFound",
  "Runtime.MalformedHandlerName",
  "Runtime.UserCodeSyntaxError",
  "Runtime.InitError",
  "Runtime.InvalidEntrypoint",
  "Runtime.InvalidWorkingDir",
  "Runtime.InvalidTaskConfig",
]);

/** The handler returned, and the platform refused what it returned. */
const AFTER_HANDLER = new Set([
  "Function.ResponseSizeTooLarge",
  "Runtime.TruncatedResponse",
  "Runtime.InvalidResponseModeHeader",
]);

/**
 * Reads the outcome of an invocation.
 * @returns `undefined` for a success and for an error of the handler's own, which its SDK reports
 */
export function classifyOutcome(
  status: RecordStatus,
  errorType: string | undefined,
): IncidentKind | undefined {
  if (status === "success") return undefined;
  if (status === "timeout" || (errorType && TIMEOUTS.has(errorType))) return "timeout";
  if (errorType === "Runtime.OutOfMemory") return "out_of_memory";
  if (errorType === "Runtime.ExitError") return "crash";
  if (errorType && INIT_FAILURES.has(errorType)) return "init_failure";
  if (errorType && AFTER_HANDLER.has(errorType)) return "platform_failure";
  return status === "failure" ? "platform_failure" : undefined;
}

/** Runtimes that notice it themselves say so on their way out; the platform then calls it a mere exit. */
export function tellsOutOfMemory(line: string): boolean {
  return /heap out of memory|(^|[^\w])MemoryError\b|java\.lang\.OutOfMemoryError|signal: killed|cannot allocate memory/i.test(
    line,
  );
}
