import { idOf } from "./traffic.ts";

export type Part = readonly [type: string, payload: unknown, headers?: Record<string, unknown>];

/** The items of envelope `n`: every kind that has a data category of its own, in turns. */
export function partsOf(n: number): readonly Part[] {
  const now = new Date().toISOString();
  const text = "x".repeat(50 + (n % 400));
  const trace = { trace_id: idOf(n + 1), span_id: "b0e6f15b45c36b12" };
  const logs = Array.from({ length: 1 + (n % 7) }, () => ({
    timestamp: Date.now() / 1_000,
    trace_id: trace.trace_id,
    level: "info",
    body: text,
  }));
  const kinds: (readonly Part[])[] = [
    [["event", { message: text }]],
    [
      ["event", { message: text }],
      ["attachment", text, { filename: "a.txt" }],
    ],
    [
      [
        "transaction",
        {
          type: "transaction",
          transaction: "GET /",
          start_timestamp: Date.now() / 1_000 - 1,
          timestamp: Date.now() / 1_000,
          contexts: { trace: { ...trace, op: "http.server" } },
          spans: [],
        },
      ],
    ],
    [["session", { sid: crypto.randomUUID(), init: true, started: now, attrs: { release: "a@1" } }]],
    [
      [
        "log",
        { items: logs },
        { item_count: logs.length, content_type: "application/vnd.sentry.items.log+json" },
      ],
    ],
    [["check_in", { check_in_id: idOf(n), monitor_slug: "job", status: "ok" }]],
    [
      ["event", { message: text }],
      ["check_in", { check_in_id: idOf(n), monitor_slug: "job", status: "ok" }],
    ],
  ];
  return kinds[n % kinds.length] ?? [];
}
