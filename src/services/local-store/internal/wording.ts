/** The parsed payload, or `undefined` when it is no JSON or larger than `maxBytes`. */
export function parseJson(payload: Uint8Array, maxBytes: number): unknown {
  if (payload.length === 0 || payload.length > maxBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Cuts at `max` characters, with an ellipsis, on one line. */
export function shorten(text: string, max: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

/** `1 log`, `12 logs`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}

/** `name/version` of an `sdk` object. */
export function sdkName(sdk: unknown): string {
  if (typeof sdk !== "object" || sdk === null) return "";
  const { name, version } = sdk as { name?: unknown; version?: unknown };
  if (typeof name !== "string") return "";
  return typeof version === "string" ? `${name}/${version}` : name;
}
