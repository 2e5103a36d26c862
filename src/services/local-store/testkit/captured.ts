import type { CapturedEnvelope, CapturedItem, CapturedMeta, Fate } from "../capture.ts";

export const STORED: Fate = {
  outcome: "stored",
  stage: "send",
  quantities: [{ category: "error", quantity: 1 }],
};

export interface TestItem {
  readonly type: string;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
  readonly fate?: Fate;
}

let captures = 0;

/** Builds a captured envelope from payloads, for tests. */
export function captured(
  items: readonly TestItem[],
  options: {
    readonly receivedAtMs?: number;
    readonly header?: Readonly<Record<string, unknown>>;
    readonly meta?: Partial<CapturedMeta>;
    readonly captureId?: string;
  } = {},
): CapturedEnvelope {
  const header = options.header ?? {};
  let text = `${JSON.stringify(header)}\n`;
  const parsed: CapturedItem[] = [];
  for (const { type, payload, fate = STORED, header: extra = {} } of items) {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    const length = new TextEncoder().encode(body).length;
    const itemHeader = { type, length, ...extra };
    text += `${JSON.stringify(itemHeader)}\n`;
    parsed.push({ type, header: itemHeader, offset: new TextEncoder().encode(text).length, length, fate });
    text += `${body}\n`;
  }
  return {
    captureId: options.captureId ?? `test-${captures++}`,
    receivedAtMs: options.receivedAtMs ?? 1_000_000,
    bytes: new TextEncoder().encode(text),
    header,
    meta: { endpoint: "/api/42/envelope/", via: "dsn", projectId: "42", ...options.meta },
    items: parsed,
  };
}
