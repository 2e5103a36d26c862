/**
 * The Extensions API's messages as values: what we send, what comes back, and how each answer is to be taken. No I/O.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
import { err, ok, type Result } from "../kernel/base/result.ts";

export const EXTENSION_PATH = "/2020-01-01/extension";
export const TELEMETRY_PATH = "/2022-07-01/telemetry";

export const HEADER_NAME = "lambda-extension-name";
export const HEADER_IDENTIFIER = "lambda-extension-identifier";
export const HEADER_ACCEPT_FEATURE = "lambda-extension-accept-feature";

export type LifecycleEvent = "INVOKE" | "SHUTDOWN";

/** An answer of Lambda's local APIs, as received. */
export interface ApiAnswer {
  readonly status: number;
  /** `lambda-extension-identifier` of the answer, where it has one. */
  readonly identifier?: string | undefined;
  readonly body: string;
}

/** Why an answer is not what was asked for; `status` 0 means that the answer itself made no sense. */
export interface ApiRefusal {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

export interface Registration {
  /** To be sent with every later call. */
  readonly identifier: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  /** Only where the platform knows it. */
  readonly accountId: string | undefined;
}

export interface InvokeEvent {
  readonly type: "invoke";
  readonly requestId: string;
  /** Unix time of the function's timeout. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  /** X-Ray trace header; may be there without `Parent` when tracing is off. */
  readonly traceHeader: string | undefined;
}

export type ShutdownReason = "spindown" | "timeout" | "failure" | "unknown";

export interface ShutdownEvent {
  readonly type: "shutdown";
  readonly reason: ShutdownReason;
  /** As spelled by the platform. */
  readonly rawReason: string;
  /** Unix time of the kill. */
  readonly deadlineMs: number;
}

/** A SIGTERM without a SHUTDOWN before it. */
export function sigterm(deadlineMs: number): ShutdownEvent {
  return { type: "shutdown", reason: "spindown", rawReason: "SIGTERM", deadlineMs };
}

/** What the platform gives every extension, for a SHUTDOWN whose deadline makes no sense. */
export const SHUTDOWN_MS = 2_000;

/** Unix time by which everything has to be finished: `marginMs` before the kill. */
export function finishBy({ deadlineMs }: ShutdownEvent, nowMs: number, marginMs: number): number {
  const killMs = deadlineMs > nowMs ? deadlineMs : nowMs + SHUTDOWN_MS;
  return Math.max(nowMs, killMs - marginMs);
}

/** An event type this version does not know: to be ignored, then polled again. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly eventType: string;
}

export type ExtensionEvent = InvokeEvent | ShutdownEvent | UnknownEvent;

export function registerBody(events: readonly LifecycleEvent[]): string {
  return JSON.stringify({ events });
}

export function parseRegistration(answer: ApiAnswer): Result<Registration, ApiRefusal> {
  if (answer.status !== 200) return err(parseRefusal(answer));
  const identifier = answer.identifier;
  if (!identifier) return err(senseless("register answered 200 without an identifier"));
  // A body we cannot read is no reason to fail: the identifier is all that the following calls need.
  const body = parseObject(answer.body) ?? {};
  return ok({
    identifier,
    functionName: text(body.functionName),
    functionVersion: text(body.functionVersion),
    handler: text(body.handler),
    accountId: text(body.accountId) || undefined,
  });
}

export function parseEvent(answer: ApiAnswer): Result<ExtensionEvent, ApiRefusal> {
  if (answer.status !== 200) return err(parseRefusal(answer));
  const body = parseObject(answer.body);
  if (!body) return err(senseless("event/next answered 200 without a JSON object"));
  const eventType = text(body.eventType);
  const deadlineMs = finite(body.deadlineMs);
  if (eventType === "INVOKE") {
    const tracing = body.tracing;
    return ok({
      type: "invoke",
      requestId: text(body.requestId),
      deadlineMs,
      functionArn: text(body.invokedFunctionArn),
      traceHeader: isObject(tracing) ? text(tracing.value) || undefined : undefined,
    });
  }
  if (eventType === "SHUTDOWN") {
    const rawReason = text(body.shutdownReason);
    return ok({ type: "shutdown", reason: shutdownReason(rawReason), rawReason, deadlineMs });
  }
  return ok({ type: "unknown", eventType });
}

/** Lambda writes `spindown`, its guide `SPINDOWN`, the emulator `SandboxTerminated` or `ReleaseFail`. */
export function shutdownReason(raw: string): ShutdownReason {
  switch (raw.toLowerCase()) {
    case "spindown":
    case "sandboxterminated":
      return "spindown";
    case "timeout":
      return "timeout";
    case "failure":
    case "releasefail":
      return "failure";
    default:
      return "unknown";
  }
}

/**
 * Whether a failed `event/next` was a refusal of the identifier: then a re-initialised environment is the lesser evil.
 * After everything else, a 500 too, the poll is made again: the platform kills us where that was wrong.
 */
export function refusesIdentifier(refusal: ApiRefusal): boolean {
  return refusal.status === 403;
}

/** Managed instances refuse INVOKE: register again for SHUTDOWN alone. */
export function refusesInvoke(refusal: ApiRefusal): boolean {
  return refusal.status === 403 && `${refusal.errorType} ${refusal.message}`.includes("InvalidEventType");
}

export type TelemetryType = "platform" | "function" | "extension";

export interface TelemetrySubscription {
  readonly types: readonly TelemetryType[];
  readonly port: number;
  /** Latency of `runtimeDone`: the platform's minimum is 25 ms. */
  readonly timeoutMs?: number;
}

export function subscribeBody(subscription: TelemetrySubscription): string {
  return JSON.stringify({
    schemaVersion: "2025-01-29",
    types: subscription.types,
    buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: subscription.timeoutMs ?? 25 },
    destination: { protocol: "HTTP", URI: `http://sandbox.localdomain:${subscription.port}/` },
  });
}

export type SubscribeOutcome = "subscribed" | "unsupported" | "refused";

/** Local emulators answer 202 and never send anything: to be treated like no telemetry at all. */
export function subscribeOutcome(status: number): SubscribeOutcome {
  if (status === 200) return "subscribed";
  return status === 202 ? "unsupported" : "refused";
}

function parseRefusal(answer: ApiAnswer): ApiRefusal {
  const body = parseObject(answer.body) ?? {};
  return {
    status: answer.status,
    errorType: text(body.errorType) || "Unknown",
    message: text(body.errorMessage).slice(0, 200),
  };
}

function senseless(message: string): ApiRefusal {
  return { status: 0, errorType: "Unknown", message };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function finite(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
