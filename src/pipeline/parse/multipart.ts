import type { AttachmentType } from "../../domain/protocol/attachment-type.ts";
import { contentTypeOf } from "../../domain/protocol/content-type.ts";
import { Item } from "../../domain/protocol/item.ts";
import { asciiText } from "../../kernel/base/bytes.ts";
import { encodeFormData, type FormFields } from "./form-data.ts";
import { parseMediaType } from "./media-type.ts";

/** A part of a multipart form that brings a file. */
export interface FilePart {
  readonly field: string;
  readonly filename: string;
  /** The part's own `Content-Type`, as sent. */
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DASH = 0x2d;
/** RFC 2046: a boundary has at most 70 characters. */
const MAX_BOUNDARY = 70;

/** What the file of a crash report's form is, by its name and by the field that holds it. */
export function crashAttachmentType(field: string, filename: string): AttachmentType {
  if (filename.endsWith(".nv-gpudmp")) return "event.nv_gpudmp";
  if (filename.endsWith(".nvdbg")) return "event.nv_shader_debug";
  switch (field) {
    case "upload_file_minidump":
      return "event.minidump";
    case "__sentry-breadcrumb1":
    case "__sentry-breadcrumb2":
      return "event.breadcrumbs";
    case "__sentry-event":
      return "event.payload";
    case "view-hierarchy.json":
      return "event.view_hierarchy";
    default:
      return "event.attachment";
  }
}

/** The item that a file part becomes. A content type that means nothing to us becomes a plain octet stream. */
export function fileItem(part: FilePart, type: AttachmentType): Item {
  const item = Item.create("attachment", part.bytes);
  item.setHeader("attachment_type", type);
  item.setHeader("filename", part.filename);
  if (part.contentType !== undefined && parseMediaType(part.contentType).ok) {
    item.setHeader("content_type", contentTypeOf(part.contentType) ?? "application/octet-stream");
  }
  return item;
}

/** The item that all parts without a file become together; `undefined` when there are none. */
export function fieldsItem(fields: FormFields): Item | undefined {
  return fields.length === 0 ? undefined : Item.create("form_data", encodeFormData(fields), "text/plain");
}

/**
 * The boundary of a multipart body that some crash reporters put, whole, in the place of the file: its first line that
 * is not empty starts with `--`. `undefined` when the payload is no such thing.
 */
export function embeddedBoundary(payload: Uint8Array): string | undefined {
  let start = 0;
  while (payload[start] === CARRIAGE_RETURN || payload[start] === LINE_FEED) start += 1;
  if (payload[start] !== DASH || payload[start + 1] !== DASH) return undefined;
  const window = payload.subarray(start + 2, start + 2 + MAX_BOUNDARY + 2);
  const lineFeed = window.indexOf(LINE_FEED);
  if (lineFeed < 0) return undefined;
  const boundary = asciiText(window, 0, lineFeed).trimEnd();
  return boundary === "" || boundary.length > MAX_BOUNDARY ? undefined : boundary;
}
