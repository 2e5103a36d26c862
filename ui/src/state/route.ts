import { computed, signal } from "@preact/signals";

export type View = "feed" | "topology" | "connect";

interface Place {
  readonly view: View;
  readonly itemId: number | undefined;
}

/** Where the page is; kept in the address, so that it can be bookmarked and Back works. */
export const place = signal<Place>(read());
export const view = computed(() => place.value.view);
export const itemId = computed(() => place.value.itemId);

function read(): Place {
  const [, first = "", second = ""] = /^#\/([a-z]*)\/?(\d*)/.exec(location.hash) ?? [];
  if (first === "topology" || first === "connect") return { view: first, itemId: undefined };
  return { view: "feed", itemId: first === "item" && second !== "" ? Number(second) : undefined };
}

export function startRouting(): void {
  window.addEventListener("hashchange", () => {
    place.value = read();
  });
}

export function goTo(target: View): void {
  location.hash = target === "feed" ? "#/" : `#/${target}`;
}

/** Opens an item. Moving from one to the next replaces the entry, so that Back leads out at once. */
export function openItem(id: number): void {
  const hash = `#/item/${id}`;
  if (place.value.itemId === undefined) location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    place.value = read();
  }
}

export function closeItem(): void {
  goTo("feed");
}
