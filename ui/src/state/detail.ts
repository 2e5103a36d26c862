import { effect, signal } from "@preact/signals";
import { getItem, getPayload, type ItemDetail } from "../api.ts";
import { items } from "./feed.ts";
import { itemId } from "./route.ts";

/** A payload as far as it could be read. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** As JSON, where it is some. */
  readonly json: unknown;
  readonly isJson: boolean;
}

export const detail = signal<ItemDetail | undefined>(undefined);
export const payload = signal<Payload | undefined>(undefined);
export const detailError = signal<string | undefined>(undefined);

/** Larger payloads are fetched on demand. */
export const LARGE_BYTES = 5_000_000;
const MOST_CACHED = 40;
const cache = new Map<number, Promise<Payload>>();

/** Follows the open item. */
export function startDetail(): void {
  effect(() => {
    const id = itemId.value;
    if (id === undefined) {
      detail.value = undefined;
      payload.value = undefined;
    } else void open(id);
  });
  // A verdict that comes later changes the open item too.
  effect(() => {
    const open = detail.peek();
    const row = open && items.value.find((item) => item.id === open.id);
    if (open && row && row.revision > open.revision) detail.value = { ...open, ...row };
  });
}

async function open(id: number): Promise<void> {
  detailError.value = undefined;
  if (detail.peek()?.id !== id) payload.value = undefined;
  try {
    const found = await getItem(id);
    if (itemId.peek() !== id) return;
    detail.value = found;
    if (found.sizeBytes <= LARGE_BYTES) await showPayload(id);
  } catch (error) {
    if (itemId.peek() !== id) return;
    detail.value = undefined;
    detailError.value = (error as Error).message;
  }
}

export async function showPayload(id: number): Promise<void> {
  const loaded = await loadPayload(id);
  if (itemId.peek() === id) payload.value = loaded;
}

/** Payloads never change: fetched once, the last few kept. */
export function loadPayload(id: number): Promise<Payload> {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const loading = getPayload(id).then(parse);
  cache.set(id, loading);
  loading.catch(() => cache.delete(id));
  const [oldest] = cache.keys();
  if (cache.size > MOST_CACHED && oldest !== undefined) cache.delete(oldest);
  return loading;
}

function parse(bytes: Uint8Array): Payload {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return { bytes, json, isJson: true };
  } catch {
    return { bytes, json: undefined, isJson: false };
  }
}
