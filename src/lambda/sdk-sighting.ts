import type { SdkSighting, SdkTrace } from "./invocations.ts";

/**
 * What an event or transaction of the SDK tells about the invocation it belongs to: its request id, its trace, and
 * whether it already is the report of a timeout (JavaScript warns 500 ms before the limit, Python 1.5 s) or of the
 * exception that ends the process.
 */
export function sightingOf(payload: unknown): SdkSighting | undefined {
  if (!isObject(payload)) return undefined;
  const contexts = object(payload.contexts);
  const lambda = object(contexts["aws.lambda"]);
  const extraLambda = object(object(payload.extra).lambda);
  return {
    requestId: text(lambda.aws_request_id) ?? text(extraLambda.aws_request_id),
    timeoutWarning: isTimeoutWarning(payload),
    fatal: payload.level === "fatal",
    trace: traceOf(object(contexts.trace)),
  };
}

function isTimeoutWarning(event: Fields): boolean {
  const message = text(event.message) ?? text(object(event.logentry).message) ?? "";
  if (message.startsWith("Possible function timeout: ")) return true;
  const exception = event.exception;
  const values: unknown = Array.isArray(exception) ? exception : object(exception).values;
  if (!Array.isArray(values)) return false;
  return (values as unknown[]).some((value) => object(value).type === "ServerlessTimeoutWarning");
}

function traceOf(trace: Fields): SdkTrace | undefined {
  const traceId = text(trace.trace_id);
  if (!traceId || !/^[0-9a-f]{32}$/.test(traceId)) return undefined;
  const spanId = text(trace.span_id);
  return { traceId, spanId: spanId && /^[0-9a-f]{16}$/.test(spanId) ? spanId : undefined };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
