/**
 * Scrubs an error of 1.7 KB and a transaction of 100 KB with the settings that Sentry gives a new project.
 * `bun bench/micro/scrub.bench.ts` prints microseconds per event, the best of several rounds, without reading and writing it.
 */
import { checkEvent } from "../../src/domain/event/check.ts";
import { EventDocument } from "../../src/domain/event/document.ts";
import { scrubbersFor } from "../../src/domain/pii/project-scrubbers.ts";
import { scrubEvent } from "../../src/domain/pii/scrub-event.ts";
import type { Scrubber } from "../../src/domain/pii/scrubber.ts";

const SETTINGS = JSON.stringify({ scrubData: true, scrubDefaults: true, scrubIpAddresses: true });
const ROUNDS = 12;
const ROUND_MS = 40;

const ERROR = {
  event_id: "3bf0c84598b54c10b0215873d2d35a03",
  platform: "javascript",
  timestamp: 1_795_488_540.123,
  exception: {
    values: [
      {
        type: "TypeError",
        value: "Cannot read properties of undefined (reading 'name')",
        stacktrace: {
          frames: Array.from({ length: 6 }, (_, line) => ({
            filename: "/srv/app/src/users/profile.js",
            abs_path: "/srv/app/src/users/profile.js",
            function: "renderProfile",
            lineno: 40 + line,
            colno: 17,
            in_app: true,
          })),
        },
      },
    ],
  },
  breadcrumbs: {
    values: [{ category: "http", message: "GET /users/12 200", data: { url: "/users/12", status: 200 } }],
  },
  request: {
    url: "https://shop.example/users/12",
    headers: [
      ["User-Agent", "Mozilla/5.0"],
      ["Accept", "text/html"],
    ],
  },
  user: { id: "12", ip_address: "192.0.2.7", email: "kim@shop.example" },
  extra: { cart: ["shoe", "hat"], note: "the quick brown fox jumps over the lazy dog" },
  tags: { release_stage: "canary" },
};

const TRANSACTION = {
  type: "transaction",
  transaction: "/users/:id",
  start_timestamp: 1_795_488_540,
  timestamp: 1_795_488_541,
  contexts: { trace: { trace_id: "4c79f60c11214eb38604f4ae0781bfb2", span_id: "fa90fdead5f74052" } },
  spans: Array.from({ length: 360 }, (_, index) => ({
    span_id: "fa90fdead5f74052",
    trace_id: "4c79f60c11214eb38604f4ae0781bfb2",
    start_timestamp: 1_795_488_540,
    timestamp: 1_795_488_541,
    op: "db",
    description: `SELECT * FROM users WHERE id = ${index}`,
    data: {
      "db.system": "postgresql",
      "thread.id": "12345",
      "server.address": "db.internal",
      "code.function": "load",
    },
  })),
};

function microseconds(event: unknown, scrubber: Scrubber): number {
  const bytes = Buffer.from(JSON.stringify(event));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    let spentMs = 0;
    let count = 0;
    while (spentMs < ROUND_MS) {
      const document = EventDocument.parse(bytes);
      if (!document.ok) throw new Error("no JSON");
      checkEvent(document.value, { constrained: false });
      const start = performance.now();
      scrubEvent(document.value, scrubber);
      spentMs += performance.now() - start;
      count++;
    }
    best = Math.min(best, (spentMs * 1000) / count);
  }
  return best;
}

const scrubbers = scrubbersFor(undefined, SETTINGS);
if (!scrubbers.ok || scrubbers.value.legacy === undefined) throw new Error("the settings scrub nothing");
for (const [name, event] of Object.entries({ error: ERROR, transaction: TRANSACTION })) {
  const size = JSON.stringify(event).length;
  console.log(`${name} of ${size} bytes: ${microseconds(event, scrubbers.value.legacy).toFixed(1)} µs`);
}
