import { envelopeOf, type Random } from "./requests.ts";

/** Seconds. Transactions of some days ago are refused. */
const STARTED_AT = Math.floor(Date.now() / 1000) - 10;

/** An error with a short stack trace, about 1.7 KB as an envelope. */
export function errorEnvelope(random: Random): Buffer {
  const id = random.hex(32);
  const frame = () => ({
    filename: `app/${random.word()}/${random.word()}.py`,
    function: `${random.word()}_${random.word()}`,
    lineno: random.next(900),
    in_app: random.next(2) === 0,
    context_line: `    ${random.word()} = ${random.word()}(${random.word()})`,
  });
  return envelopeOf(id, [
    "event",
    {
      event_id: id,
      timestamp: "2026-11-24T10:00:00.000Z",
      platform: "python",
      level: "error",
      release: `shop@${random.next(40)}.2.0`,
      environment: "production",
      server_name: `web-${random.next(50)}`,
      exception: {
        values: [
          {
            type: "ValueError",
            value: random.words(8),
            stacktrace: { frames: Array.from({ length: 6 }, frame) },
          },
        ],
      },
      tags: { region: random.word(), customer: random.hex(8), build: random.hex(12), shard: random.word() },
      transaction: `/${random.word()}/{id}`,
      user: { id: random.hex(12), ip_address: `10.1.${random.next(255)}.${random.next(255)}` },
      contexts: { trace: { trace_id: random.hex(32), span_id: random.hex(16), op: "http.server" } },
      request: { method: "GET", url: `https://shop.example/${random.word()}/${random.next(9999)}` },
    },
  ]);
}

/** A transaction of `spans` spans, each about 250 bytes. */
export function transactionEnvelope(random: Random, spans: number): Buffer {
  const id = random.hex(32);
  const trace = { trace_id: random.hex(32), span_id: random.hex(16) };
  const span = () => ({
    ...trace,
    span_id: random.hex(16),
    parent_span_id: trace.span_id,
    op: "db.query",
    description: `SELECT ${random.words(3)} FROM ${random.word()} WHERE ${random.word()} = %s`,
    start_timestamp: STARTED_AT + random.next(1000) / 1000,
    timestamp: STARTED_AT + 1 + random.next(1000) / 1000,
    status: "ok",
    data: { "db.system": "postgresql", rows: random.next(500) },
  });
  return envelopeOf(id, [
    "transaction",
    {
      event_id: id,
      type: "transaction",
      transaction: `GET /${random.word()}/{id}`,
      start_timestamp: STARTED_AT,
      timestamp: STARTED_AT + 2,
      platform: "python",
      contexts: { trace: { ...trace, op: "http.server" } },
      spans: Array.from({ length: spans }, span),
    },
  ]);
}

export function sessionEnvelope(random: Random): Buffer {
  const session = {
    sid: random.hex(32),
    init: true,
    started: "2026-11-24T10:00:00.000Z",
    timestamp: "2026-11-24T10:00:01.000Z",
    status: "ok",
    errors: 0,
    attrs: { release: `shop@${random.next(40)}.2.0`, environment: "production" },
  };
  return envelopeOf(random.hex(32), ["session", session]);
}

export function logsEnvelope(random: Random, count: number): Buffer {
  const log = () => ({
    timestamp: 1795514400,
    trace_id: random.hex(32),
    level: "info",
    body: random.words(9),
    attributes: {
      "sentry.release": { value: "shop@1", type: "string" },
      rows: { value: random.next(99), type: "integer" },
    },
  });
  const text = JSON.stringify({ items: Array.from({ length: count }, log) });
  const header = {
    type: "log",
    item_count: count,
    content_type: "application/vnd.sentry.items.log+json",
    length: Buffer.byteLength(text),
  };
  return Buffer.from(
    `{"sdk":{"name":"sentry.python","version":"2.42.0"}}\n${JSON.stringify(header)}\n${text}\n`,
  );
}

/** An event with an attachment of `bytes` bytes. */
export function attachmentEnvelope(random: Random, bytes: number): Buffer {
  const id = random.hex(32);
  const body = Buffer.from(random.words(Math.ceil(bytes / 6))).subarray(0, bytes);
  const head = `{"event_id":"${id}"}\n{"type":"event"}\n{"event_id":"${id}","message":"${random.words(5)}"}\n`;
  const item = `{"type":"attachment","length":${body.length},"filename":"log.txt","content_type":"text/plain"}\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(item), body, Buffer.from("\n")]);
}
