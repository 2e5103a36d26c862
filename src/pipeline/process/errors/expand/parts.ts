import type { Item } from "../../../../domain/protocol/item.ts";

/** What of an envelope may make the event of a crash. */
export interface EventParts {
  readonly event: Item | undefined;
  readonly payload: Item | undefined;
  /** Two at most. */
  readonly breadcrumbs: readonly Item[];
  readonly form: Item | undefined;
}

/**
 * Takes the parts in the reference's way: what is taken leaves its place to the last of all. Among several files of a kind, or
 * two of the same age, this decides.
 */
export function eventParts(shape: Item, items: readonly Item[]): EventParts {
  const left = [...items];
  const take = (matches: (item: Item) => boolean): Item | undefined => {
    const at = left.findIndex(matches);
    if (at < 0) return undefined;
    const found = left[at] as Item;
    const last = left.pop() as Item;
    if (at < left.length) left[at] = last;
    return found;
  };
  const ofKind = (kind: string) => (item: Item) => item.attachmentType === kind;
  take((item) => item === shape);
  const event = take(({ type }) => type === "event");
  const payload = take(ofKind("event.payload"));
  const breadcrumbs = [take(ofKind("event.breadcrumbs")), take(ofKind("event.breadcrumbs"))];
  const form = take(({ type }) => type === "form_data");
  return { event, payload, breadcrumbs: breadcrumbs.filter((item) => item !== undefined), form };
}

/** Whether a crash has no use for the item besides the event that it may make. */
export function isEventPart({ type, attachmentType }: Item): boolean {
  if (type === "event" || type === "form_data") return true;
  return attachmentType === "event.payload" || attachmentType === "event.breadcrumbs";
}
