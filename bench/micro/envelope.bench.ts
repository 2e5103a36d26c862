/**
 * Parse and serialise one error envelope of 1.7 KB, as a proxy does for each. `bun bench/micro/envelope.bench.ts`
 * prints microseconds per envelope: the best of several rounds, which is what the code costs when nothing else runs.
 */
import type { RequestMeta } from "../../src/domain/protocol/request-meta.ts";
import { parseEnvelope } from "../../src/pipeline/parse/parse-envelope.ts";
import { readRequestMeta } from "../../src/pipeline/parse/request-meta.ts";
import { serializeEnvelope } from "../../src/pipeline/parse/serialize-envelope.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const ROUNDS = 60;
const PER_ROUND = 4_000;

const EVENT = JSON.stringify({
  exception: {
    values: [
      {
        type: "TypeError",
        value: "Cannot read properties of undefined (reading 'name')",
        stacktrace: {
          frames: Array.from({ length: 10 }, (_, line) => ({
            filename: "/srv/app/src/users/profile.js",
            function: "renderProfile",
            lineno: 40 + line,
            colno: 17,
            in_app: true,
          })),
        },
      },
    ],
  },
  event_id: "3bf0c84598b54c10b0215873d2d35a03",
  platform: "node",
  level: "error",
  timestamp: 1_795_488_540.123,
});

const HEADER = {
  event_id: "3bf0c84598b54c10b0215873d2d35a03",
  sent_at: "2026-11-24T02:50:01.659Z",
  sdk: { name: "sentry.javascript.node", version: "10.75.2" },
  trace: {
    environment: "production",
    release: "shop@4.2.0",
    public_key: KEY,
    trace_id: "12345678123456781234567812345678",
    transaction: "GET /users/:id",
    sampled: "true",
    sample_rate: "0.25",
    sample_rand: "0.1234567",
  },
};

const CASES: Record<string, string> = {
  "JavaScript SDK": `${JSON.stringify(HEADER)}\n{"type":"event"}\n${EVENT}`,
  "Python SDK": `${JSON.stringify(HEADER)}\n{"type":"event","content_type":"application/json","length":${EVENT.length}}\n${EVENT}\n`,
  bare: `{}\n{"type":"event"}\n${EVENT}`,
};

const REQUEST = {
  header: (name: string) => REQUEST_HEADERS[name],
  query: "",
  remoteAddress: "127.0.0.1",
};
const REQUEST_HEADERS: Record<string, string> = {
  "x-sentry-auth": `Sentry sentry_version=7, sentry_client=sentry.javascript.node/10.75.2, sentry_key=${KEY}`,
  "user-agent": "node",
};

function readMeta(): RequestMeta {
  const meta = readRequestMeta(REQUEST, {
    pathProject: "42",
    upstream: { scheme: "https", authority: "o1.ingest.sentry.io", pathPrefix: "" },
    receivedAtMs: 0,
    isInternalRelay: () => false,
  });
  if (!meta.ok || meta.value.dsn === undefined) throw new Error("the benchmark's request must be let in");
  return meta.value;
}

/** Microseconds per call, in the best round. */
function measure(work: () => unknown): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < PER_ROUND; i++) work();
    best = Math.min(best, ((performance.now() - start) * 1000) / PER_ROUND);
  }
  return best.toFixed(2).padStart(7);
}

const meta = readMeta();
console.log(`${measure(readMeta)} µs  read the request's data`);
for (const [name, text] of Object.entries(CASES)) {
  const body = new TextEncoder().encode(text);
  const parse = () => {
    const parsed = parseEnvelope(body, meta);
    if (!parsed.ok) throw new Error("the benchmark's envelope must parse");
    return parsed.value;
  };
  const envelope = parse();
  console.log(`${measure(parse)} µs  parse, ${name}, ${body.length} bytes`);
  console.log(`${measure(() => serializeEnvelope(envelope))} µs  serialise`);
  console.log(`${measure(() => serializeEnvelope(parse()))} µs  both`);
}
