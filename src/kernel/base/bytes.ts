/** Node's and Bun's Buffer methods work on any Uint8Array, and beat TextDecoder and TextEncoder on short texts. */
const { latin1Slice, utf8Write } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
};

/** One character per byte, so that offsets into the text are offsets into the bytes; right for ASCII only. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of these UTF-8 bytes, a byte order mark included; what is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return UTF8.decode(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
}

/** The text of bytes that must be UTF-8, a byte order mark included. @throws TypeError when they are not */
export function decodeUtf8(bytes: Uint8Array): string {
  return STRICT_UTF8.decode(bytes);
}

export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  try {
    STRICT_UTF8.decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

const ENCODER = new TextEncoder();

export function utf8Bytes(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** How many bytes the text takes in UTF-8. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** Writes the text at `offset`, where it must fit. Returns the bytes written. */
export function encodeInto(text: string, bytes: Uint8Array, offset: number): number {
  return utf8Write.call(bytes, text, offset, bytes.length - offset);
}

/** All parts, one after another, in a buffer of their own. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes of unknown content in a buffer of exactly their size, for who overwrites them all: zeroing costs. */
export function uninitializedBytes(length: number): Uint8Array {
  return Buffer.allocUnsafeSlow(length);
}
