import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asNumber, asObject, firstText } from "../../../../src/kernel/base/loose-json.ts";
import { type ItemSummary, listItems } from "../../api.ts";
import { durationText } from "../../lib/format.ts";
import { type Span, spansOf } from "../../lib/span-tree.ts";
import { Facts, Section } from "../../parts/facts.tsx";
import { KindIcon } from "../../parts/icon.tsx";
import { loadPayload } from "../../state/detail.ts";
import { openItem } from "../../state/route.ts";
import type { ViewProps } from "../overview.tsx";
import { EventContext } from "./event-view.tsx";
import { Waterfall } from "./waterfall.tsx";

/** Other items of the trace that are put into the same waterfall, at most. */
const MOST_PARTS = 30;

/** A transaction or spans, together with everything else stored of the same trace. */
export function TraceView({ item, json }: ViewProps) {
  const own = spansOf(item.type, json, item.id);
  const others = useSignal<readonly Span[]>([]);
  const related = useSignal<readonly ItemSummary[]>([]);
  useEffect(() => {
    let current = true;
    others.value = [];
    related.value = [];
    if (item.traceId !== "") {
      void wholeTrace(item.traceId, item.id).then((found) => {
        if (!current) return;
        others.value = found.spans;
        related.value = found.related;
      });
    }
    return () => {
      current = false;
    };
  }, [item.id]);
  const event = asObject(json);
  return (
    <>
      <Section title="Trace" aside={spanText(own.length, others.value.length)}>
        <Waterfall spans={[...own, ...others.value]} itemId={item.id} />
      </Section>
      <Measurements measurements={asObject(event.measurements)} />
      <Related items={related.value} />
      {item.type === "transaction" ? <EventContext event={event} /> : null}
    </>
  );
}

function spanText(own: number, others: number): string {
  const here = `${own} ${own === 1 ? "span" : "spans"}`;
  return others === 0 ? here : `${here}, ${others} from other items of the trace`;
}

interface TraceParts {
  readonly spans: readonly Span[];
  readonly related: readonly ItemSummary[];
}

async function wholeTrace(traceId: string, itemId: number): Promise<TraceParts> {
  const page = await listItems(`trace:${traceId}`, undefined, 100).catch(() => undefined);
  const parts = (page?.items ?? []).filter((part) => part.id !== itemId && part.traceId === traceId);
  const timed = parts
    .filter((part) => part.type === "transaction" || part.type === "span")
    .slice(0, MOST_PARTS);
  const spans = await Promise.all(
    timed.map(async (part) =>
      spansOf(part.type, (await loadPayload(part.id).catch(() => undefined))?.json, part.id),
    ),
  );
  return { spans: spans.flat(), related: parts.filter((part) => !timed.includes(part)) };
}

/** Errors, logs and the like of the same trace. */
function Related({ items }: { readonly items: readonly ItemSummary[] }) {
  if (items.length === 0) return null;
  return (
    <Section title="Also in this trace" aside={items.length}>
      <ul class="related">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => openItem(item.id)}>
              <KindIcon type={item.type} level={item.level} />
              <span class="title">{item.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Measurements({ measurements }: { readonly measurements: Readonly<Record<string, unknown>> }) {
  const facts = Object.entries(measurements).map(([name, raw]) => {
    const { value, unit } = asObject(raw);
    const number = asNumber(value);
    if (number === undefined) return [name, ""] as const;
    return [name, unit === "millisecond" ? durationText(number) : `${number} ${firstText(unit)}`] as const;
  });
  return <Facts title="Measurements" facts={facts} />;
}
