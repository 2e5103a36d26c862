const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const UPPER_N = 0x4e;
const UPPER_I = 0x49;
const ZERO = 0x30;
const SPACE = 0x20;
const NAN = [0x4e, 0x61, 0x4e];
const INFINITY = [...new TextEncoder().encode("Infinity")];

/** Clients that write floats which are no numbers into their JSON, by the start of their name. */
export function writesNonFinite(client: string | undefined): boolean {
  return client !== undefined && (client.startsWith("raven-python/") || client.startsWith("sentry-python/"));
}

/**
 * Makes JSON of what old Python clients send: `NaN` and `Infinity` outside of strings become 0, padded with blanks to
 * the same length. Returns the same bytes when there is nothing to do.
 */
export function replaceNonFinite(bytes: Uint8Array): Uint8Array {
  let out: Uint8Array | undefined;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
      continue;
    }
    if (byte === QUOTE) inString = true;
    const word = byte === UPPER_N ? NAN : byte === UPPER_I ? INFINITY : undefined;
    if (word === undefined || !word.every((char, i) => bytes[at + i] === char)) continue;
    out ??= bytes.slice();
    out[at] = ZERO;
    out.fill(SPACE, at + 1, at + word.length);
    at += word.length - 1;
  }
  return out ?? bytes;
}
