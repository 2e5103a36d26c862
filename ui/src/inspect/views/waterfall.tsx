import { useSignal } from "@preact/signals";
import { asObject } from "../../../../src/kernel/base/loose-json.ts";
import { durationText } from "../../lib/format.ts";
import { attributePairs, inlineText } from "../../lib/json.ts";
import { failed, type Span, type SpanRow, waterfall } from "../../lib/span-tree.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Icon } from "../../parts/icon.tsx";
import { openItem } from "../../state/route.ts";

const FIRST_ROWS = 300;

/** Spans as bars over one time axis. */
export function Waterfall({ spans, itemId }: { readonly spans: readonly Span[]; readonly itemId: number }) {
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const chosen = useSignal<string | undefined>(undefined);
  const most = useSignal(FIRST_ROWS);
  if (spans.length === 0) return <p class="empty">No spans.</p>;
  const rows = waterfall(spans, closed.value);
  const startMs = spans.reduce((least, span) => Math.min(least, span.startMs), Number.POSITIVE_INFINITY);
  const endMs = spans.reduce((greatest, span) => Math.max(greatest, span.endMs), 0);
  const scale: Scale = { startMs, totalMs: Math.max(endMs - startMs, 0.001) };
  const toggle = (id: string) => {
    const next = new Set(closed.value);
    if (!next.delete(id)) next.add(id);
    closed.value = next;
  };
  return (
    <div class="waterfall">
      <Axis totalMs={scale.totalMs} />
      <ul>
        {rows.slice(0, most.value).map((row, i) => (
          <Bar
            key={`${row.span.id}${i}`}
            row={row}
            scale={scale}
            foreign={row.span.itemId !== itemId}
            closed={closed.value.has(row.span.id)}
            chosen={chosen.value === row.span.id}
            onToggle={() => toggle(row.span.id)}
            onChoose={() => {
              chosen.value = chosen.value === row.span.id ? undefined : row.span.id;
            }}
          />
        ))}
      </ul>
      {rows.length > most.value ? (
        <button
          type="button"
          class="quiet more"
          onClick={() => {
            most.value *= 4;
          }}
        >
          {(rows.length - most.value).toLocaleString()} more spans
        </button>
      ) : null}
    </div>
  );
}

interface Scale {
  readonly startMs: number;
  readonly totalMs: number;
}

function Axis({ totalMs }: { readonly totalMs: number }) {
  return (
    <div class="axis" aria-hidden="true">
      {[0, 0.25, 0.5, 0.75].map((share) => (
        <span key={share} style={{ left: `${share * 100}%` }}>
          {share === 0 ? "0" : durationText(totalMs * share)}
        </span>
      ))}
      <span class="end">{durationText(totalMs)}</span>
    </div>
  );
}

interface BarProps {
  readonly row: SpanRow;
  readonly scale: Scale;
  readonly foreign: boolean;
  readonly closed: boolean;
  readonly chosen: boolean;
  readonly onToggle: () => void;
  readonly onChoose: () => void;
}

function Bar({ row, scale, foreign, closed, chosen, onToggle, onChoose }: BarProps) {
  const { span, depth, below } = row;
  const left = ((span.startMs - scale.startMs) / scale.totalMs) * 100;
  const width = ((span.endMs - span.startMs) / scale.totalMs) * 100;
  const classes = [
    "bar",
    failed(span) ? "bad" : "",
    span.isRoot ? "root" : "",
    foreign ? "foreign" : "",
  ].join(" ");
  return (
    <li class={chosen ? "span chosen" : "span"}>
      <div class="label" style={{ paddingLeft: `${Math.min(depth, 12) * 12}px` }}>
        {below > 0 ? (
          <button
            type="button"
            class="toggle"
            aria-expanded={!closed}
            aria-label={`${below} spans below`}
            onClick={onToggle}
          >
            <Icon name="chevron" />
            <span class="below">{below}</span>
          </button>
        ) : (
          <span class="leaf" aria-hidden="true" />
        )}
        <button type="button" class="name" aria-expanded={chosen} onClick={onChoose} title={span.name}>
          <span class="op">{span.op}</span> {span.name}
        </button>
      </div>
      <div class="lane">
        <span class={classes} style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} />
        <span
          class={isInside(left, width) ? "duration inside" : "duration"}
          style={durationPlace(left, width)}
        >
          {durationText(span.endMs - span.startMs)}
        </span>
      </div>
      {chosen ? <SpanDetail span={span} foreign={foreign} offsetMs={span.startMs - scale.startMs} /> : null}
    </li>
  );
}

/** The length stands after the bar; where there is no room, in it if it is long, else before it. */
function isInside(left: number, width: number): boolean {
  return left + width > 80 && width > 40;
}

function durationPlace(left: number, width: number): { left: string } | { right: string } {
  if (left + width <= 80) return { left: `${left + width}%` };
  return isInside(left, width) ? { right: `${100 - left - width}%` } : { right: `${100 - left}%` };
}

function SpanDetail({
  span,
  foreign,
  offsetMs,
}: {
  readonly span: Span;
  readonly foreign: boolean;
  readonly offsetMs: number;
}) {
  const data = Object.entries(asObject(span.raw.data)).map(
    ([key, value]) => [key, inlineText(value)] as const,
  );
  return (
    <div class="span-detail">
      <p class="whole">
        {span.name} <CopyButton text={span.name} label="the description" />
      </p>
      <Facts
        facts={[
          ["Status", span.status],
          ["Starts after", durationText(offsetMs)],
          ["Takes", durationText(span.endMs - span.startMs)],
          ["Span", <code key="id">{span.id}</code>],
          ["Parent", span.parentId === "" ? "" : <code key="parent">{span.parentId}</code>],
          ...data,
          ...attributePairs(span.raw.attributes),
        ]}
      />
      {foreign ? (
        <button type="button" onClick={() => openItem(span.itemId)}>
          Open its item
        </button>
      ) : null}
    </div>
  );
}
