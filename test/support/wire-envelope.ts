/**
 * A small strict envelope reader of the tests' own, for what relays send upstream: one header line, then per item one
 * header line and a payload. Keeps header lines as text, so that order and spelling can be compared.
 */
export interface WireItem {
  readonly headerText: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly payload: Buffer;
}

export interface WireEnvelope {
  readonly headerText: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly items: readonly WireItem[];
}

const NEWLINE = 0x0a;

/** @throws Error when the bytes are not an envelope as a relay writes it. */
export function readWireEnvelope(bytes: Buffer): WireEnvelope {
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf(NEWLINE, at);
    const text = bytes.toString("utf8", at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    return text;
  };
  const headerText = line();
  const headers = parseObject(headerText);
  const items: WireItem[] = [];
  while (at < bytes.length) {
    const itemText = line();
    const itemHeaders = parseObject(itemText);
    const { type, length } = itemHeaders;
    if (typeof type !== "string") throw new Error(`item without a type: ${itemText}`);
    const newline = bytes.indexOf(NEWLINE, at);
    const end = typeof length === "number" ? at + length : newline < 0 ? bytes.length : newline;
    if (end > bytes.length) throw new Error(`item ${type} is ${end - bytes.length} bytes short`);
    items.push({ headerText: itemText, headers: itemHeaders, type, payload: bytes.subarray(at, end) });
    if (end < bytes.length && bytes[end] !== NEWLINE) throw new Error(`no newline after item ${type}`);
    at = end + 1;
  }
  return { headerText, headers, items };
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`not an object: ${text}`);
  return value as Record<string, unknown>;
}
