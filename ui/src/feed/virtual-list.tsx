import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

export interface VirtualListProps {
  readonly count: number;
  readonly rowHeight: number;
  readonly render: (index: number) => ComponentChildren;
  /** Index to keep in view; -1 for none. */
  readonly active: number;
  /** Identity of the topmost row: when rows are added above while scrolled down, the view stays where it is. */
  readonly topKey: number;
  /** Index of the row that was topmost before, now; how far the view moves. */
  readonly indexOf: (key: number) => number;
  readonly onNearEnd: () => void;
  readonly label: string;
  readonly activeId?: string | undefined;
}

const OVERSCAN = 8;
const NEAR_END_ROWS = 40;

/** Draws only the rows in view, however many there are. Rows have one height. */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, active, topKey } = props;
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(800);
  useHeight(box, (value) => {
    height.value = value;
  });
  useAnchor(box, props, topKey, rowHeight);
  useEffect(() => {
    if (active >= 0) reveal(box.current, active, rowHeight);
  }, [active, rowHeight]);

  const first = Math.max(0, Math.floor(top.value / rowHeight) - OVERSCAN);
  const last = Math.min(count, Math.ceil((top.value + height.value) / rowHeight) + OVERSCAN);
  useEffect(() => {
    if (last > count - NEAR_END_ROWS) props.onNearEnd();
  }, [last, count]);
  const rows = [];
  for (let i = first; i < last; i++) rows.push(props.render(i));
  return (
    <div
      class="virtual"
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={props.activeId}
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
    >
      <div style={{ height: `${count * rowHeight}px` }}>
        <div style={{ transform: `translateY(${first * rowHeight}px)` }}>{rows}</div>
      </div>
    </div>
  );
}

function useHeight(box: RefObject<HTMLDivElement | null>, set: (height: number) => void): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => set(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

/** Keeps what is being read in place when rows arrive above it; at the very top new rows push down. */
function useAnchor(
  box: RefObject<HTMLDivElement | null>,
  props: VirtualListProps,
  topKey: number,
  rowHeight: number,
): void {
  const before = useRef(topKey);
  useLayoutEffect(() => {
    const element = box.current;
    const moved = props.indexOf(before.current);
    before.current = topKey;
    if (element !== null && moved > 0 && element.scrollTop > 0) element.scrollTop += moved * rowHeight;
  }, [topKey]);
}

function reveal(element: HTMLDivElement | null, index: number, rowHeight: number): void {
  if (element === null) return;
  const from = index * rowHeight;
  if (from < element.scrollTop) element.scrollTop = from;
  else if (from + rowHeight > element.scrollTop + element.clientHeight) {
    element.scrollTop = from + rowHeight - element.clientHeight;
  }
}
