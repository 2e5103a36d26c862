import type { AttachmentType } from "../../../domain/protocol/attachment-type.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { ItemType } from "../../../domain/protocol/item-type.ts";

/** What an error envelope may be about, the first that is there. */
const SHAPES: readonly (ItemType | AttachmentType)[] = [
  "nswitch.dying_message",
  "unreal_report",
  "event.minidump",
  "event.nv_gpudmp",
  "event.applecrashreport",
  "security",
  "raw_security",
  "feedback",
  "event",
];

/** The item that an envelope of errors is about. */
export function shapeOf(items: readonly Item[]): Item | undefined {
  for (const shape of SHAPES) {
    const item = items.find((candidate) => (candidate.attachmentType ?? candidate.type) === shape);
    if (item !== undefined) return item;
  }
  return undefined;
}
