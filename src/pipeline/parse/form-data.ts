import { isUtf8, utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";

/** Fields of a form, in order; names may repeat. */
export type FormFields = readonly (readonly [name: string, value: string])[];

const LENGTH_BYTES = 4;

/** Writes fields as the payload of a `form_data` item: for each, name and value behind their lengths (u32, little endian). */
export function encodeFormData(fields: FormFields): Uint8Array {
  const parts = fields.flatMap(([name, value]) => [utf8Bytes(name), utf8Bytes(value)]);
  const size = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return bytes;
}

/** Reads the fields of a `form_data` payload, as far as it goes; a field that is not UTF-8 is left out. */
export function decodeFormData(payload: Uint8Array): FormFields {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const fields: (readonly [string, string])[] = [];
  let at = 0;
  const part = (): Uint8Array | undefined => {
    if (at + LENGTH_BYTES > payload.length) return undefined;
    const start = at + LENGTH_BYTES;
    const end = start + view.getUint32(at, true);
    if (end > payload.length) return undefined;
    at = end;
    return payload.subarray(start, end);
  };
  for (;;) {
    const name = part();
    const value = name === undefined ? undefined : part();
    if (name === undefined || value === undefined) return fields;
    if (isUtf8(name, 0, name.length) && isUtf8(value, 0, value.length))
      fields.push([utf8Text(name), utf8Text(value)]);
  }
}
