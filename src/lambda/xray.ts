/** The parts of an X-Ray trace header that Sentry can use. */
export interface XrayTrace {
  /** As in the header: `1-5759e988-bd862e3fe1be46a994272793`. */
  readonly root: string;
  /** The same as a Sentry trace id: 32 hex digits. */
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly sampled: boolean | undefined;
}

/** Reads `Root=…;Parent=…;Sampled=…;Lineage=…`; `undefined` without a usable root. */
export function parseXrayHeader(header: string | undefined): XrayTrace | undefined {
  if (!header || header.length > 1024) return undefined;
  const parts = new Map<string, string>();
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0) parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const root = parts.get("Root") ?? "";
  const match = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(root);
  if (!match) return undefined;
  const parent = parts.get("Parent") ?? "";
  const sampled = parts.get("Sampled");
  return {
    root,
    traceId: `${match[1]}${match[2]}`,
    parentId: /^[0-9a-f]{16}$/.test(parent) ? parent : undefined,
    sampled: sampled === "1" ? true : sampled === "0" ? false : undefined,
  };
}
