import { signal } from "@preact/signals";
import { getInfo, type ReceiverInfo } from "../api.ts";

export const info = signal<ReceiverInfo | undefined>(undefined);

/** What the receiver says of itself; asked until it answers. */
export async function startInfo(): Promise<void> {
  info.value = await getInfo().catch(() => undefined);
  if (info.value === undefined) setTimeout(() => void startInfo(), 2_000);
}
