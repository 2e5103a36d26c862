import type { AttributeValue } from "./item-container.ts";

export interface ParsedLine {
  readonly level: string;
  readonly body: string;
  readonly timeMs: number | undefined;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

const LEVELS: Readonly<Record<string, string>> = {
  trace: "trace",
  debug: "debug",
  info: "info",
  information: "info",
  notice: "info",
  log: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  critical: "fatal",
  fatal: "fatal",
};

const MAX_ATTRIBUTES = 50;
const MAX_ATTRIBUTE_CHARS = 1_024;

/** `2026-11-24T03:00:00.000Z␉request-id␉INFO␉message`, the Node runtime's plain format. */
const NODE_LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t([0-9a-f-]{36}|undefined)\t([A-Z]+)\t([\s\S]*)$/;
/** `[ERROR]␉2026-11-24T03:00:00.000Z␉request-id␉message`, the Python runtime's. */
const PYTHON_LINE = /^\[([A-Z]+)\]\s+(\d{4}-\d\d-\d\dT[\d:.]+Z)\t([0-9a-f-]{36})\t([\s\S]*)$/;
/** The platform's own lines, which the platform stream has as records. */
const PLATFORM_LINE =
  /^(START RequestId: |END RequestId: |REPORT RequestId: |INIT_START |INIT_REPORT |EXTENSION\tName: |TELEMETRY\tName: )/;

/** @returns `undefined` for an empty line and for a line of the platform's own */
export function parseLogLine(
  line: string | Readonly<Record<string, unknown>>,
  maxBodyBytes: number,
): ParsedLine | undefined {
  if (typeof line !== "string") return structured(line, maxBodyBytes);
  const trimmed = line.trimEnd();
  if (trimmed === "" || PLATFORM_LINE.test(trimmed)) return undefined;
  if (trimmed.startsWith("{") && trimmed.endsWith("}") && trimmed.length <= maxBodyBytes) {
    const fields = parseObject(trimmed);
    if (fields) return structured(fields, maxBodyBytes);
  }
  const node = NODE_LINE.exec(trimmed);
  if (node) return plain(node[3], node[4], node[1], node[2], maxBodyBytes);
  const python = PYTHON_LINE.exec(trimmed);
  if (python) return plain(python[1], python[4], python[2], python[3], maxBodyBytes);
  return plain(undefined, trimmed, undefined, undefined, maxBodyBytes);
}

function plain(
  level: string | undefined,
  body: string | undefined,
  time: string | undefined,
  requestId: string | undefined,
  maxBodyBytes: number,
): ParsedLine {
  return {
    level: levelOf(level),
    body: clip(body ?? "", maxBodyBytes),
    timeMs: timeOf(time),
    requestId: requestId === "undefined" ? undefined : requestId,
    traceId: undefined,
    attributes: {},
  };
}

/** JSON logs of a runtime or of a logger: the well-known keys have their place, the others become attributes. */
function structured(fields: Readonly<Record<string, unknown>>, maxBodyBytes: number): ParsedLine {
  const known = new Set<string>();
  const take = (...keys: string[]): unknown => {
    for (const key of keys) {
      if (fields[key] === undefined) continue;
      known.add(key);
      return fields[key];
    }
    return undefined;
  };
  const level = take("level", "severity", "log.level");
  const body = take("message", "msg", "body");
  const time = take("timestamp", "time", "@timestamp");
  const requestId = text(take("requestId", "AWSRequestId", "aws_request_id", "function_request_id"));
  const traceId = text(take("trace_id", "traceId"));
  const attributes: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (known.has(key) || value === null) continue;
    if (Object.keys(attributes).length >= MAX_ATTRIBUTES) break;
    attributes[key.slice(0, 200)] = attributeValue(value);
  }
  const message = typeof body === "string" ? body : JSON.stringify(body ?? fields);
  return {
    level: levelOf(level),
    body: clip(message, maxBodyBytes),
    timeMs: timeOf(time),
    requestId,
    traceId: traceId && /^[0-9a-f]{32}$/.test(traceId) ? traceId : undefined,
    attributes,
  };
}

/** Bunyan and pino count levels in tens: 10 trace … 60 fatal. */
function levelOf(level: unknown): string {
  if (typeof level === "number") {
    return ["trace", "debug", "info", "warn", "error", "fatal"][Math.round(level / 10) - 1] ?? "info";
  }
  return typeof level === "string" ? (LEVELS[level.toLowerCase()] ?? "info") : "info";
}

function attributeValue(value: unknown): AttributeValue {
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  const string = typeof value === "string" ? value : JSON.stringify(value);
  return string.slice(0, MAX_ATTRIBUTE_CHARS);
}

function clip(body: string, maxBytes: number): string {
  if (Buffer.byteLength(body) <= maxBytes) return body;
  const cut = Buffer.from(body)
    .subarray(0, maxBytes - 3)
    .toString("utf8");
  return `${cut.replace(/\uFFFD+$/, "")}…`;
}

function timeOf(time: unknown): number | undefined {
  const parsed = typeof time === "number" ? time : typeof time === "string" ? Date.parse(time) : Number.NaN;
  // A logger's seconds or nanoseconds would land decades off: only what can be milliseconds of this century counts.
  return Number.isFinite(parsed) && parsed > 1_000_000_000_000 && parsed < 4_000_000_000_000
    ? parsed
    : undefined;
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 200) : undefined;
}
