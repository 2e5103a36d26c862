import {
  asArray,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../src/kernel/base/loose-json.ts";
import { toMs } from "./format.ts";
import { attribute } from "./json.ts";

/** One bar of a waterfall. */
export interface Span {
  readonly id: string;
  readonly parentId: string;
  readonly op: string;
  readonly name: string;
  readonly status: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Item it came in, to go there. */
  readonly itemId: number;
  readonly isRoot: boolean;
  readonly raw: LooseObject;
}

export interface SpanRow {
  readonly span: Span;
  readonly depth: number;
  /** Descendants. */
  readonly below: number;
}

/** All spans of one stored item: of a transaction, of a span, or of a container. */
export function spansOf(type: string, payload: unknown, itemId: number): Span[] {
  const root = asObject(payload);
  if (type === "transaction") return transactionSpans(root, itemId);
  const items = Array.isArray(root.items) ? asArray(root.items) : [root];
  return items.flatMap((item) => toSpan(asObject(item), itemId, false));
}

function transactionSpans(event: LooseObject, itemId: number): Span[] {
  const trace = asObject(asObject(event.contexts).trace);
  const own = toSpan({ ...trace, ...pick(event), description: event.transaction }, itemId, true);
  return [...own, ...asArray(event.spans).flatMap((span) => toSpan(asObject(span), itemId, false))];
}

function pick(event: LooseObject): LooseObject {
  return {
    start_timestamp: event.start_timestamp,
    timestamp: event.timestamp,
    measurements: event.measurements,
  };
}

function toSpan(raw: LooseObject, itemId: number, isRoot: boolean): Span[] {
  const startMs = toMs(raw.start_timestamp);
  const endMs = toMs(raw.end_timestamp ?? raw.timestamp);
  if (startMs === undefined || endMs === undefined) return [];
  return [
    {
      id: asText(raw.span_id),
      parentId: asText(raw.parent_span_id),
      op: firstText(raw.op, attribute(raw, "sentry.op")),
      name: firstText(raw.description, raw.name, raw.op, "span"),
      status: asText(raw.status),
      startMs,
      endMs: Math.max(startMs, endMs),
      itemId,
      isRoot: isRoot || raw.is_segment === true,
      raw,
    },
  ];
}

export function failed(span: Span): boolean {
  return !["", "ok", "unset", "cancelled", "unknown"].includes(span.status);
}

/**
 * Spans as rows in the order of a waterfall: children below their parent, by start. A span whose parent is not here
 * is a root; a circle of parents is cut where it is entered. `closed` spans hide what is below them.
 */
export function waterfall(spans: readonly Span[], closed: ReadonlySet<string>): SpanRow[] {
  const unique = [...new Map(spans.map((span, i) => [span.id === "" ? `#${i}` : span.id, span])).values()];
  const byId = new Set(unique.map((span) => span.id));
  const children = new Map<string, Span[]>();
  const roots: Span[] = [];
  for (const span of unique.toSorted((a, b) => a.startMs - b.startMs || b.endMs - a.endMs)) {
    if (span.parentId === "" || span.parentId === span.id || !byId.has(span.parentId)) roots.push(span);
    else children.set(span.parentId, [...(children.get(span.parentId) ?? []), span]);
  }
  return new Walk(children, closed).rows(roots, unique);
}

class Walk {
  readonly #children: ReadonlyMap<string, readonly Span[]>;
  readonly #closed: ReadonlySet<string>;
  readonly #seen = new Set<Span>();

  constructor(children: ReadonlyMap<string, readonly Span[]>, closed: ReadonlySet<string>) {
    this.#children = children;
    this.#closed = closed;
  }

  rows(roots: readonly Span[], all: readonly Span[]): SpanRow[] {
    const rows = roots.flatMap((root) => this.#visit(root, 0));
    // What no root leads to hangs in a circle of parents.
    for (const span of all) if (!this.#seen.has(span)) rows.push(...this.#visit(span, 0));
    return rows;
  }

  #visit(span: Span, depth: number): SpanRow[] {
    if (this.#seen.has(span)) return [];
    this.#seen.add(span);
    const below = (this.#children.get(span.id) ?? []).flatMap((child) => this.#visit(child, depth + 1));
    const row = {
      span,
      depth,
      below: below.reduce((sum, { depth: d, below: b }) => sum + (d === depth + 1 ? 1 + b : 0), 0),
    };
    return this.#closed.has(span.id) ? [row] : [row, ...below];
  }
}
