/** Content types that mean something to the pipeline, in canonical spelling. */
export type ContentType =
  | "text/plain"
  | "application/json"
  | "application/x-ndjson"
  | "text/xml"
  | "application/x-msgpack"
  | "application/octet-stream"
  | "application/x-dmp"
  | "application/x-sentry-envelope"
  | "application/x-protobuf"
  | "application/x-perfetto-trace"
  | ContainerContentType
  | "application/vnd.sentry.trace-attachment"
  | "application/vnd.sentry.attachment-ref+json"
  | IntegrationContentType;

/** Items that hold several logs, spans or metrics. */
export type ContainerContentType =
  | "application/vnd.sentry.items.log+json"
  | "application/vnd.sentry.items.span.v2+json"
  | "application/vnd.sentry.items.trace-metric+json";

/** Bodies of integration endpoints, on `integration` items only. */
export type IntegrationContentType =
  | "application/vnd.sentry.integration.browser.nel+json"
  | "application/vnd.sentry.integration.otel.logs+json"
  | "application/vnd.sentry.integration.otel.logs+protobuf"
  | "application/vnd.sentry.integration.otel.spans+json"
  | "application/vnd.sentry.integration.otel.spans+protobuf"
  | "application/vnd.sentry.integration.vercel.logs+json"
  | "application/vnd.sentry.integration.vercel.logs+ndjson";

const EXACT: readonly ContentType[] = [
  "text/plain",
  "application/json",
  "application/x-ndjson",
  "text/xml",
  "application/x-msgpack",
  "application/octet-stream",
  "application/x-dmp",
  "application/x-sentry-envelope",
  "application/x-protobuf",
  "application/x-perfetto-trace",
  "application/vnd.sentry.items.log+json",
  "application/vnd.sentry.items.span.v2+json",
  "application/vnd.sentry.items.trace-metric+json",
  "application/vnd.sentry.trace-attachment",
  "application/vnd.sentry.attachment-ref+json",
  "application/vnd.sentry.integration.browser.nel+json",
  "application/vnd.sentry.integration.otel.logs+json",
  "application/vnd.sentry.integration.otel.logs+protobuf",
  "application/vnd.sentry.integration.otel.spans+json",
  "application/vnd.sentry.integration.otel.spans+protobuf",
  "application/vnd.sentry.integration.vercel.logs+json",
  "application/vnd.sentry.integration.vercel.logs+ndjson",
];

const KNOWN: ReadonlyMap<string, ContentType> = new Map<string, ContentType>([
  ...EXACT.map((type): [string, ContentType] => [type, type]),
  ["application/xml", "text/xml"],
  ["application/vnd.sentry.attachment.v2", "application/vnd.sentry.trace-attachment"],
  ["application/vnd.sentry.attachment-ref", "application/vnd.sentry.attachment-ref+json"],
]);

/** These may carry `charset=utf-8` and empty parameters; any other parameter makes them unknown. */
const WITH_CHARSET: ReadonlySet<ContentType> = new Set([
  "application/json",
  "application/x-ndjson",
  "text/xml",
]);
const ALLOWED_PARAMETERS: ReadonlySet<string> = new Set(["", "charset=utf-8", 'charset="utf-8"']);

/** What the pipeline makes of a content type as written; `undefined` for one it does not know. */
export function contentTypeOf(text: string): ContentType | undefined {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const lower = text.toLowerCase();
  const semicolon = lower.indexOf(";");
  if (semicolon < 0) return KNOWN.get(lower.trim()) ?? undefined;
  const type = KNOWN.get(lower.slice(0, semicolon).trim());
  if (type === undefined || !WITH_CHARSET.has(type)) return undefined;
  const parameters = lower.slice(semicolon + 1).split(";");
  return parameters.every((parameter) => ALLOWED_PARAMETERS.has(parameter.trim())) ? type : undefined;
}

export function isContainerType(type: ContentType | undefined): type is ContainerContentType {
  return (
    type === "application/vnd.sentry.items.log+json" ||
    type === "application/vnd.sentry.items.span.v2+json" ||
    type === "application/vnd.sentry.items.trace-metric+json"
  );
}
