import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../src/kernel/base/loose-json.ts";

export interface RecordingSummary {
  readonly segment: number | undefined;
  readonly events: number;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Events by what they record. */
  readonly byKind: readonly (readonly [kind: string, count: number])[];
  /** Clicks, navigations, requests and console lines, oldest first. */
  readonly actions: readonly RecordedAction[];
}

export interface RecordedAction {
  readonly atMs: number;
  readonly kind: string;
  readonly text: string;
  readonly bad: boolean;
}

const EVENT_TYPES = [
  "DOM loaded",
  "page loaded",
  "full snapshot",
  "change",
  "page opened",
  "app event",
  "plugin",
];
const MOST_ACTIONS = 500;

/** The recording's bytes: a JSON header line, then rrweb events, usually deflated. @throws Error with the reason */
export async function readRecording(
  bytes: Uint8Array,
): Promise<{ header: LooseObject; events: readonly LooseObject[] }> {
  const end = bytes.indexOf(10);
  if (end < 0) throw new Error("The recording has no header line.");
  const header = asObject(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))));
  const body = bytes.subarray(end + 1);
  const plain = body[0] === 0x5b ? body : await inflate(body);
  return { header, events: asArray(JSON.parse(new TextDecoder().decode(plain))).map(asObject) };
}

async function inflate(body: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([body as BlobPart]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export function summarizeRecording(header: LooseObject, events: readonly LooseObject[]): RecordingSummary {
  const times = events.map((event) => asNumber(event.timestamp)).filter((time) => time !== undefined);
  const counts = new Map<string, number>();
  for (const event of events) {
    const kind = EVENT_TYPES[asNumber(event.type) ?? -1] ?? "other";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const opened = asObject(events.find((event) => event.type === 4)?.data);
  return {
    segment: asNumber(header.segment_id),
    events: events.length,
    startMs: times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b)),
    endMs: times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b)),
    width: asNumber(opened.width),
    height: asNumber(opened.height),
    byKind: [...counts].toSorted(([, a], [, b]) => b - a),
    actions: events.flatMap(toAction).slice(0, MOST_ACTIONS),
  };
}

function toAction(event: LooseObject): RecordedAction[] {
  const atMs = asNumber(event.timestamp) ?? 0;
  const data = asObject(event.data);
  if (event.type === 4) return [{ atMs, kind: "page", text: asText(data.href), bad: false }];
  if (event.type !== 5) return [];
  const payload = asObject(data.payload);
  if (data.tag === "breadcrumb") {
    const kind = firstText(payload.category, "breadcrumb");
    return [{ atMs, kind, text: firstText(payload.message, kind), bad: payload.level === "error" }];
  }
  if (data.tag !== "performanceSpan") return [];
  const status = asNumber(asObject(payload.data).statusCode) ?? 0;
  const text = firstText(payload.description) + (status > 0 ? ` → ${status}` : "");
  return [{ atMs, kind: firstText(payload.op, "span"), text, bad: status >= 400 }];
}
