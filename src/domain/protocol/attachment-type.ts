import type { AttachmentSizeName } from "./rejection.ts";

/** What an attachment is, by the item header `attachment_type`. */
export type AttachmentType =
  | "event.attachment"
  | "event.minidump"
  | "event.applecrashreport"
  | "event.payload"
  | "event.breadcrumbs"
  | "playstation.prosperodump"
  | "nswitch.dying_message"
  | "event.nv_gpudmp"
  | "event.nv_shader_debug"
  | "unreal.context"
  | "unreal.logs"
  | "event.view_hierarchy";

export interface AttachmentTraits {
  readonly createsEvent: boolean;
  /** Its name after `attachment:` in outcome reasons and size errors. */
  readonly name: AttachmentSizeName;
}

const kind = (name: AttachmentSizeName, createsEvent: boolean): AttachmentTraits => ({ createsEvent, name });

export const ATTACHMENT_TYPES: Readonly<Record<AttachmentType, AttachmentTraits>> = {
  "event.attachment": kind("attachment", false),
  "event.minidump": kind("minidump", true),
  "event.applecrashreport": kind("apple_crash_report", true),
  "event.payload": kind("event_payload", true),
  "event.breadcrumbs": kind("breadcrumbs", true),
  "playstation.prosperodump": kind("prosperodump", true),
  "nswitch.dying_message": kind("nnswitch_dying_message", true),
  "event.nv_gpudmp": kind("attachment", true),
  "event.nv_shader_debug": kind("attachment", false),
  "unreal.context": kind("unreal_context", false),
  "unreal.logs": kind("unreal_logs", false),
  "event.view_hierarchy": kind("view_hierarchy", false),
};

/** The attachment type of this name; `undefined` when there is none: its item counts as unknown. */
export function attachmentTypeOf(name: string): AttachmentType | undefined {
  return Object.hasOwn(ATTACHMENT_TYPES, name) ? (name as AttachmentType) : undefined;
}
