/**
 * The Telemetry API's records, of every schema version, reduced to what we act on. Tolerant: a record that cannot be
 * read is counted and skipped, a field of the wrong type counts as absent; nothing here throws.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */

export type TelemetryRecord =
  | InitRecord
  | StartRecord
  | RuntimeDoneRecord
  | ReportRecord
  | DroppedRecord
  | LineRecord;

export type RecordStatus = "success" | "error" | "failure" | "timeout" | "unknown";

/** `initStart` and `restoreStart` (`status` undefined), `initRuntimeDone`, `initReport` and their restore twins. */
export interface InitRecord {
  readonly type: "init";
  readonly step: "start" | "done" | "report";
  /** `restore`: out of a SnapStart snapshot. */
  readonly phase: "init" | "invoke" | "restore" | "unknown";
  readonly timeMs: number;
  readonly status: RecordStatus | undefined;
  readonly errorType: string | undefined;
  readonly durationMs: number | undefined;
  readonly initializationType: string | undefined;
  /** Such as `nodejs:24.v7`. */
  readonly runtimeVersion: string | undefined;
}

export interface StartRecord {
  readonly type: "start";
  readonly timeMs: number;
  readonly requestId: string;
  readonly functionArn: string | undefined;
  readonly traceHeader: string | undefined;
}

export interface RuntimeDoneRecord {
  readonly type: "runtime_done";
  readonly timeMs: number;
  readonly requestId: string;
  readonly status: RecordStatus;
  readonly errorType: string | undefined;
  readonly durationMs: number | undefined;
}

export interface ReportRecord {
  readonly type: "report";
  readonly timeMs: number;
  readonly requestId: string;
  readonly status: RecordStatus;
  readonly errorType: string | undefined;
  readonly durationMs: number | undefined;
  readonly billedDurationMs: number | undefined;
  readonly initDurationMs: number | undefined;
  readonly restoreDurationMs: number | undefined;
  readonly memorySizeMb: number | undefined;
  readonly maxMemoryUsedMb: number | undefined;
  readonly extensionOverheadMs: number | undefined;
}

export interface DroppedRecord {
  readonly type: "dropped";
  readonly records: number;
  readonly bytes: number;
}

/** A line of the function or of an extension. */
export interface LineRecord {
  readonly type: "line";
  readonly stream: "function" | "extension";
  readonly timeMs: number;
  readonly line: string | Readonly<Record<string, unknown>>;
}

export interface TelemetryBatch {
  readonly records: readonly TelemetryRecord[];
  /** Elements that were no record at all, or a known one without what makes it useful. */
  readonly malformed: number;
}

/** Whether records are missing from it, or before it. */
export function isLossy({ records, malformed }: TelemetryBatch): boolean {
  return malformed > 0 || records.some(({ type }) => type === "dropped");
}

/** Reads one POST body. Types of no use to us (`platform.extension`, `telemetrySubscription`, …) are left out. */
export function parseTelemetry(body: string): TelemetryBatch {
  let elements: unknown;
  try {
    elements = JSON.parse(body);
  } catch {
    return { records: [], malformed: 1 };
  }
  if (!Array.isArray(elements)) return { records: [], malformed: 1 };
  const records: TelemetryRecord[] = [];
  let malformed = 0;
  for (const element of elements as unknown[]) {
    const record = isObject(element) ? parseRecord(element) : "malformed";
    if (record === "malformed") malformed += 1;
    else if (record !== undefined) records.push(record);
  }
  return { records, malformed };
}

function parseRecord(element: Fields): TelemetryRecord | "malformed" | undefined {
  const type = text(element.type);
  if (type === undefined) return "malformed";
  const timeMs = time(element.time);
  const raw = element.record;
  if (type === "function" || type === "extension") {
    if (typeof raw !== "string" && !isObject(raw)) return "malformed";
    return { type: "line", stream: type, timeMs, line: raw };
  }
  const record = isObject(raw) ? raw : {};
  switch (type) {
    case "platform.initStart":
      return init("start", "init", timeMs, record);
    case "platform.initRuntimeDone":
      return init("done", "init", timeMs, record);
    case "platform.initReport":
      return init("report", "init", timeMs, record);
    case "platform.restoreStart":
      return init("start", "restore", timeMs, record);
    case "platform.restoreRuntimeDone":
      return init("done", "restore", timeMs, record);
    case "platform.restoreReport":
      return init("report", "restore", timeMs, record);
    case "platform.logsDropped":
      return {
        type: "dropped",
        records: number(record.droppedRecords) ?? 0,
        bytes: number(record.droppedBytes) ?? 0,
      };
    case "platform.start":
    case "platform.runtimeDone":
    case "platform.report": {
      const requestId = text(record.requestId);
      if (!requestId) return "malformed";
      if (type === "platform.start") return start(requestId, timeMs, record);
      return type === "platform.report"
        ? report(requestId, timeMs, record)
        : runtimeDone(requestId, timeMs, record);
    }
    default:
      return undefined;
  }
}

function init(
  step: InitRecord["step"],
  kind: "init" | "restore",
  timeMs: number,
  record: Fields,
): InitRecord {
  const phase = text(record.phase);
  return {
    type: "init",
    step,
    phase: kind === "restore" ? "restore" : phase === "invoke" || phase === "init" ? phase : "unknown",
    timeMs,
    status: step === "start" ? undefined : status(record.status),
    errorType: text(record.errorType),
    durationMs: number(metrics(record).durationMs),
    initializationType: text(record.initializationType),
    runtimeVersion: text(record.runtimeVersion),
  };
}

function start(requestId: string, timeMs: number, record: Fields): StartRecord {
  const tracing = record.tracing;
  return {
    type: "start",
    timeMs,
    requestId,
    functionArn: text(record.functionArn),
    traceHeader: isObject(tracing) ? text(tracing.value) : undefined,
  };
}

function runtimeDone(requestId: string, timeMs: number, record: Fields): RuntimeDoneRecord {
  return {
    type: "runtime_done",
    timeMs,
    requestId,
    status: status(record.status),
    errorType: text(record.errorType),
    durationMs: number(metrics(record).durationMs),
  };
}

function report(requestId: string, timeMs: number, record: Fields): ReportRecord {
  const values = metrics(record);
  return {
    type: "report",
    timeMs,
    requestId,
    status: status(record.status),
    errorType: text(record.errorType),
    durationMs: number(values.durationMs),
    billedDurationMs: number(values.billedDurationMs),
    initDurationMs: number(values.initDurationMs),
    restoreDurationMs: number(values.restoreDurationMs),
    memorySizeMb: number(values.memorySizeMB),
    maxMemoryUsedMb: number(values.maxMemoryUsedMB),
    extensionOverheadMs: spanDuration(record, "extensionOverhead"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function metrics(record: Fields): Fields {
  const values = record.metrics;
  return isObject(values) ? values : {};
}

function spanDuration(record: Fields, name: string): number | undefined {
  const spans = record.spans;
  if (!Array.isArray(spans)) return undefined;
  for (const span of spans as unknown[]) {
    if (isObject(span) && span.name === name) return number(span.durationMs);
  }
  return undefined;
}

function status(value: unknown): RecordStatus {
  return value === "success" || value === "error" || value === "failure" || value === "timeout"
    ? value
    : "unknown";
}

/** Unix milliseconds of an RFC 3339 time; 0 when it is none. */
function time(value: unknown): number {
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : 0;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A short, non-empty string: names, ids and headers, never whole payloads. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 2048 ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
