import { memo } from "preact/compat";
import type { ItemSummary } from "../api.ts";
import { fullTime, sizeText, timeText } from "../lib/format.ts";
import { typeLabel } from "../lib/kinds.ts";
import { KindIcon } from "../parts/icon.tsx";
import { toneOf, VerdictBadge } from "../parts/verdict.tsx";
import { openItem } from "../state/route.ts";

/** Why it was dropped is worth more than where it came from. */
function Aside({ item }: { readonly item: ItemSummary }) {
  const { rule, reason, stage } = item.fate;
  const why = rule ?? reason ?? "";
  if (toneOf(item.fate).tone !== "bad" || stage === "sdk" || why === "" || item.type === "request") {
    return <span class="subtitle">{item.subtitle}</span>;
  }
  return <span class="subtitle why">{why}</span>;
}

export const rowId = (id: number): string => `row-${id}`;

interface RowProps {
  readonly item: ItemSummary;
  readonly selected: boolean;
  readonly position: number;
  readonly total: number;
}

/** One item of the feed. */
export const Row = memo(function Row({ item, selected, position, total }: RowProps) {
  const label = typeLabel(item.type, item.level);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
    <div
      id={rowId(item.id)}
      class={selected ? "row selected" : "row"}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={position}
      onClick={() => openItem(item.id)}
    >
      <KindIcon type={item.type} level={item.level} />
      <span class="what">
        <span class="title">{item.title}</span>
        <Aside item={item} />
      </span>
      <span class="type">
        {label}
        {item.copies > 1 ? (
          <span class="copies" title="Came in by DSN and by Spotlight">
            {" "}
            ×{item.copies}
          </span>
        ) : null}
      </span>
      <span class="project" title={item.project === "" ? "No project" : `Project ${item.project}`}>
        {item.project === "" ? "–" : `#${item.project}`}
      </span>
      <span class="size">{sizeText(item.sizeBytes)}</span>
      <VerdictBadge fate={item.fate} />
      <time class="time" title={fullTime(item.receivedAtMs)}>
        {timeText(item.receivedAtMs)}
      </time>
    </div>
  );
});
