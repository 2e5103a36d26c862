/** Base64 with the URL alphabet and no padding, as keys and signatures are written. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * Reads only the one canonical spelling: no padding, no other alphabet, no blanks, no stray bits. `undefined`
 * otherwise. `Buffer` alone would let all of these pass, and give one signature many spellings.
 */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
