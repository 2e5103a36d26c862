import { signal } from "@preact/signals";
import { items, togglePause } from "./feed.ts";
import { clearFilters, filtered } from "./filters.ts";
import { closeItem, goTo, itemId, openItem, view } from "./route.ts";
import { nextTheme } from "./theme.ts";

export const helpOpen = signal(false);

export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["j  ↓", "next item"],
  ["k  ↑", "previous item"],
  ["g  Home", "newest item"],
  ["/", "search"],
  ["Esc", "close the item, then clear the filter"],
  ["p", "pause or resume the live feed"],
  ["f  t  c", "feed, topology, connect"],
  ["d", "light, dark, automatic"],
  ["?", "this help"],
];

/** Moves the open item by rows; opens the first where none is open. */
export function moveBy(rows: number): void {
  const list = items.peek();
  const at = list.findIndex((item) => item.id === itemId.peek());
  const next = at < 0 ? list[0] : list[Math.min(Math.max(at + rows, 0), list.length - 1)];
  if (next !== undefined) openItem(next.id);
}

function stepBack(): void {
  if (helpOpen.value) helpOpen.value = false;
  else if (itemId.value !== undefined) closeItem();
  else if (view.value !== "feed") goTo("feed");
  else if (filtered.value) clearFilters();
}

const COMMANDS: Readonly<Record<string, () => void>> = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  ArrowDown: () => moveBy(1),
  ArrowUp: () => moveBy(-1),
  g: () => moveBy(Number.NEGATIVE_INFINITY),
  Home: () => moveBy(Number.NEGATIVE_INFINITY),
  "/": () => document.getElementById("search")?.focus(),
  p: togglePause,
  f: () => goTo("feed"),
  t: () => goTo("topology"),
  c: () => goTo("connect"),
  d: nextTheme,
  "?": () => {
    helpOpen.value = !helpOpen.value;
  },
  Escape: stepBack,
};

/** Keys that belong to the element in focus are left to it. */
function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Arrow keys scroll whatever is in focus and scrolls by itself, such as the inspector. */
function scrolls(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[data-scrolls]") !== null;
}

export function startKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    if (
      (event.key.startsWith("Arrow") || event.key === "Home") &&
      (view.value !== "feed" || scrolls(event.target))
    )
      return;
    const command = COMMANDS[event.key];
    if (command === undefined) return;
    event.preventDefault();
    command();
  });
}
