import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Welcome } from "../connect/welcome.tsx";
import { countText } from "../lib/format.ts";
import { failure, hasMore, held, items, link, loading, loadMore, stats, togglePause } from "../state/feed.ts";
import { clearFilters, filtered } from "../state/filters.ts";
import { itemId } from "../state/route.ts";
import { Filters } from "./filters.tsx";
import { Row, rowId } from "./row.tsx";
import { VirtualList } from "./virtual-list.tsx";

/** Below this width a row takes two lines. */
const NARROW_PX = 640;
const ROW_PX = 34;
const TALL_ROW_PX = 54;

/** The list of what arrived, newest first. */
export function Feed() {
  const box = useRef<HTMLElement>(null);
  const narrow = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      narrow.value = element.clientWidth < NARROW_PX;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <main ref={box} class={narrow.value ? "feed narrow" : "feed"} aria-label="Feed">
      {(stats.value?.items ?? 0) > 0 || filtered.value ? <Filters /> : null}
      <Notices />
      {items.value.length > 0 ? <List rowHeight={narrow.value ? TALL_ROW_PX : ROW_PX} /> : <Nothing />}
    </main>
  );
}

function List({ rowHeight }: { readonly rowHeight: number }) {
  const list = items.value;
  const open = itemId.value;
  const active = open === undefined ? -1 : list.findIndex((item) => item.id === open);
  return (
    <VirtualList
      count={list.length}
      rowHeight={rowHeight}
      active={active}
      activeId={active < 0 || open === undefined ? undefined : rowId(open)}
      topKey={list[0]?.id ?? 0}
      indexOf={(id) => list.findIndex((item) => item.id === id)}
      onNearEnd={() => void loadMore()}
      label="Received items, newest first"
      render={(index) => {
        const item = list[index];
        if (item === undefined) return null;
        const total = hasMore.value ? -1 : list.length;
        return (
          <Row key={item.id} item={item} selected={item.id === open} position={index + 1} total={total} />
        );
      }}
    />
  );
}

function Notices() {
  const lost = stats.value?.lostEnvelopes ?? 0;
  return (
    <>
      {failure.value === undefined ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
      {lost === 0 ? null : (
        <p class="notice bad" role="alert">
          {countText(lost)} envelopes could not be written to the local store. Is the disk full?
        </p>
      )}
      {link.value === "paused" ? (
        <button type="button" class="notice calm" onClick={togglePause}>
          Paused. {held.value.length === 0 ? "Nothing new yet" : `${countText(held.value.length)} new`}: press
          p to go on
        </button>
      ) : null}
    </>
  );
}

function Nothing() {
  if (loading.value) return <p class="empty">Loading…</p>;
  if (!filtered.value) return failure.value === undefined ? <Welcome /> : null;
  return (
    <div class="empty">
      <p>Nothing matches.</p>
      <button type="button" onClick={clearFilters}>
        Clear the filter
      </button>
    </div>
  );
}
