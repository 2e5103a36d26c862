import { parseUuid } from "../../domain/protocol/uuid.ts";
import type { FormFields } from "./form-data.ts";

/** How a crash dump may be packed. */
export type DumpContainer = "gzip" | "xz" | "bzip2" | "zstd";

/** The name of a dump that came as the whole body. */
export const RAW_MINIDUMP_FILENAME = "Minidump";

const MAGICS: readonly (readonly [DumpContainer, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];
const MDMP = [0x4d, 0x44, 0x4d, 0x50];
const PMDM = [0x50, 0x4d, 0x44, 0x4d];
const PACKED_SUFFIX = /\.(?:gz|xz|bz2|zst)$/;

/** A body of this content type, spelled exactly so, is the dump itself; every other one must be multipart. */
export function isRawMinidump(contentType: string | undefined): boolean {
  return contentType === "application/octet-stream" || contentType === "application/x-dmp";
}

/** Whether the bytes start as a minidump does, in either byte order. */
export function isMinidump(bytes: Uint8Array): boolean {
  return startsWith(bytes, MDMP) || startsWith(bytes, PMDM);
}

/** What the dump is packed in, by its first bytes; `undefined` when it is not. */
export function dumpContainer(bytes: Uint8Array): DumpContainer | undefined {
  return MAGICS.find(([, magic]) => startsWith(bytes, magic))?.[0];
}

/** The file's name once it is unpacked. */
export function unpackedFilename(filename: string): string {
  return filename.replace(PACKED_SUFFIX, "");
}

/**
 * The event id in the fields beside a dump: `sentry` as JSON, or `sentry[event_id]`. The first that is there decides,
 * even when it is no id. Chunked fields are not searched.
 */
export function formEventId(fields: FormFields): string | undefined {
  for (const [name, value] of fields) {
    const id = name === "sentry" ? idInJson(value) : name === "sentry[event_id]" ? value : undefined;
    if (id !== undefined) return parseUuid(id);
  }
  return undefined;
}

function idInJson(text: string): string | undefined {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== "object" || event === null || !("event_id" in event)) return undefined;
    return typeof event.event_id === "string" ? event.event_id : undefined;
  } catch {
    return undefined; // A field that is no JSON is kept for what it is.
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
