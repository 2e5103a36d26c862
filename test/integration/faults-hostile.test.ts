/** Hostile input: an error for whom sends it, memory that stays bounded, and nobody else delayed. */
import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import fc from "fast-check";
import { bomb } from "../support/bombs.ts";
import { Bystander } from "../support/bystander.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { missing } from "../support/needs.ts";
import { exchange, exchangeBytes, serialiseRequest } from "../support/raw-client.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { KEY, numberedEnvelope, sendEnvelope } from "../support/traffic.ts";
import { pause } from "../support/wait.ts";

const MB = 2 ** 20;

async function withRelay(
  run: (relay: RelayProcess, sentry: FakeSentry) => Promise<void>,
  config: Record<string, Record<string, unknown>> = {},
): Promise<void> {
  const sentry = FakeSentry.start();
  await using relay = await RelayProcess.start({ upstream: sentry.url, config });
  await run(relay, sentry);
  expect((await sendEnvelope(relay, numberedEnvelope(1))).status).toBe(200);
  expect(relay.log).not.toMatch(/ERROR|panic|Assertion/);
  sentry.stop(); // what reached the upstream was well-formed
}

const request = (body: Uint8Array | string, headers: readonly (readonly [string, string])[] = []) => ({
  method: "POST",
  target: `/api/42/envelope/?sentry_key=${KEY}`,
  headers,
  body,
});

describe("hostile input", () => {
  test("mutated envelopes get an answer each", async () => {
    await withRelay(async (relay) => {
      const whole = Buffer.from(
        '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","trace":{"trace_id":"12345678123456781234567812345678"}}\n' +
          '{"type":"event","length":13}\n{"message":1}\n{"type":"attachment","length":3,"filename":"a"}\na\nb\n',
      );
      const mutated = fc
        .tuple(fc.nat(whole.length - 1), fc.nat(12), fc.uint8Array({ maxLength: 12 }))
        .map(([at, removed, added]) =>
          Buffer.concat([whole.subarray(0, at), added, whole.subarray(at + removed)]),
        );
      const statuses = new Map<number, number>();
      await fc.assert(
        fc.asyncProperty(mutated, async (body) => {
          const { status } = await exchange(relay.port, request(body));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          return status === 200 || status === 400 || status === 413;
        }),
        { numRuns: 600 },
      );
      expect([...statuses.keys()].sort()).toContain(200);
      expect([...statuses.keys()].sort()).toContain(400);
    });
  }, 60_000);

  test("bytes that are no HTTP end their own connection only", async () => {
    await withRelay(async (relay) => {
      const bystander = new Bystander(relay);
      const words = fc.constantFrom(
        "GET ",
        "POST ",
        "/api/",
        " HTTP/1.1",
        "\r\n",
        "\r\n\r\n",
        ":",
        "content-length: 5",
        "transfer-encoding: chunked",
        "ffffffffff",
        "\0",
        "\x16\x03\x01",
        "PRI * HTTP/2.0",
      );
      const noise = fc
        .array(words, { minLength: 1, maxLength: 20 })
        .map((parts) => Buffer.from(parts.join(""), "latin1"));
      await fc.assert(
        fc.asyncProperty(noise, async (bytes) => {
          // No answer at all is fine: most of these are requests that have not ended.
          const answer = await exchangeBytes(relay.port, bytes, { timeoutMs: 40, halfClose: true }).catch(
            () => undefined,
          );
          return answer === undefined || answer.status >= 200;
        }),
        { numRuns: 250 },
      );
      expect(await bystander.stop()).toBeLessThan(1_000);
    });
  }, 60_000);

  const contradictions: readonly (readonly [string, string])[] = [
    ["two lengths", "content-length: 2\r\ncontent-length: 3\r\n\r\nabc"],
    ["a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a negative length", "content-length: -1\r\n\r\n"],
    ["a length that is no number", "content-length: 0x10\r\n\r\n"],
    ["a length beyond all limits", "content-length: 99999999999999999999\r\n\r\n"],
    ["a chunk size that is no number", "transfer-encoding: chunked\r\n\r\nzz\r\n"],
    ["a header without a name", ": x\r\n\r\n"],
    ["a folded header", "x-a: b\r\n c\r\n\r\n"],
  ];
  for (const [name, rest] of contradictions) {
    test(`${name} is refused`, async () => {
      await withRelay(async (relay) => {
        const head = `POST /api/42/envelope/?sentry_key=${KEY} HTTP/1.1\r\nhost: x\r\n`;
        const answer = await exchangeBytes(relay.port, Buffer.from(head + rest), { timeoutMs: 7_000 }).catch(
          () => undefined,
        );
        expect(answer?.status ?? 400).toBeWithin(400, 500);
      });
    }, 20_000);
  }

  test("header bombs", async () => {
    await withRelay(async (relay) => {
      const bystander = new Bystander(relay);
      const before = relay.stats().rssBytes;
      const many = Array.from({ length: 100_000 }, (_, i) => [`x-${i}`, "y".repeat(20)] as const);
      const long = [["x-long", "y".repeat(5 * MB)] as const];
      for (const headers of [many, long]) {
        const answer = await exchange(relay.port, request("{}", headers), 8_000).catch(() => undefined);
        expect(answer?.status ?? 431).toBeWithin(400, 500);
      }
      const endless = Buffer.from(`GET /${"a".repeat(5 * MB)} HTTP/1.1\r\n\r\n`);
      const answer = await exchangeBytes(relay.port, endless, { timeoutMs: 8_000 }).catch(() => undefined);
      expect(answer?.status ?? 414).toBeWithin(400, 500);
      expect((relay.stats().peakRssBytes - before) / MB).toBeLessThan(60);
      expect(await bystander.stop()).toBeLessThan(1_000);
    });
  }, 40_000);

  for (const encoding of ["gzip", "deflate", "br", "zstd"] as const) {
    test(`an inflate bomb in ${encoding}: a body of 1 MB and less that would be 1 GB (64 MB in br)`, async () => {
      const body = await bomb(encoding, encoding === "br" ? 64 : 1_024); // brotli takes seconds to make
      expect(body.length).toBeLessThan(1.2 * MB);
      await withRelay(
        async (relay) => {
          const before = relay.stats().rssBytes;
          const bystander = new Bystander(relay);
          const bombs = Array.from({ length: 4 }, () =>
            exchange(relay.port, request(body, [["content-encoding", encoding]]), 20_000),
          );
          expect((await Promise.all(bombs)).map(({ status }) => status)).toEqual([413, 413, 413, 413]);
          const slowestMs = await bystander.stop();
          const grownMb = (relay.stats().peakRssBytes - before) / MB;
          console.log(
            `4 bombs in ${encoding}: RSS grew by ${Math.round(grownMb)} MB, others waited ${Math.round(slowestMs)} ms at most`,
          );
          expect(grownMb).toBeLessThan(120);
          expect(slowestMs).toBeLessThan(1_500);
        },
        { limits: { max_envelope_size: "20MiB" } },
      );
    }, 60_000);
  }

  test("slow clients are cut off, and nobody waits for them", async () => {
    await withRelay(async (relay) => {
      const bystander = new Bystander(relay);
      const closed: number[] = [];
      const sockets = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          Bun.connect({
            hostname: "127.0.0.1",
            port: relay.port,
            socket: { data: () => undefined, close: () => void closed.push(1) },
          }).then((socket) => {
            // Half of them never end their headers, half never their body.
            const head =
              i % 2 === 0
                ? "POST / HTTP/1.1\r\nx: y"
                : `POST /api/42/envelope/?sentry_key=${KEY} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n`;
            socket.write(head);
            return socket;
          }),
        ),
      );
      for (let i = 0; i < 32; i++) {
        await pause(200);
        for (const socket of sockets) socket.write("a");
      }
      expect(closed.length).toBeGreaterThanOrEqual(100); // headers have 5 seconds
      expect(await bystander.stop()).toBeLessThan(500);
      for (const socket of sockets) socket.terminate();
    });
  }, 40_000);

  test("a client that closes its half after the request still gets the answer", async () => {
    await withRelay(async (relay, sentry) => {
      const bytes = serialiseRequest(request(numberedEnvelope(7)), "x");
      expect((await exchangeBytes(relay.port, bytes, { halfClose: true })).status).toBe(200);
      await sentry.waitFor(({ envelopes }) => envelopes.length === 1);
    });
  }, 20_000);

  test("clients that go away in the middle of a body leave nothing behind", async () => {
    await withRelay(async (relay) => {
      const head = `POST /api/42/envelope/?sentry_key=${KEY} HTTP/1.1\r\nhost: x\r\ncontent-length: ${8 * MB}\r\n\r\n`;
      const before = relay.stats().rssBytes;
      for (let round = 0; round < 20; round++) {
        const socket = await Bun.connect({
          hostname: "127.0.0.1",
          port: relay.port,
          socket: { data: () => undefined },
        });
        socket.write(head);
        socket.write(Buffer.alloc(4 * MB, "x"));
        await pause(20);
        socket.terminate();
      }
      expect((relay.stats().rssBytes - before) / MB).toBeLessThan(120);
    });
  }, 30_000);

  test.skipIf(missing("linux"))(
    "10,000 idle connections",
    async () => {
      await withRelay(async (relay) => {
        const before = relay.stats().rssBytes;
        const script = resolve(import.meta.dir, "../support/idle-clients.ts");
        const clients = Bun.spawn([process.execPath, script, String(relay.port), "10000"], {
          stdout: "pipe",
        });
        const ready = await new Response(clients.stdout.pipeThrough(firstLine())).text();
        expect(ready).toContain("ready 10000");
        const bystander = new Bystander(relay);
        await pause(1_500);
        const slowestMs = await bystander.stop();
        const grownMb = (relay.stats().rssBytes - before) / MB;
        clients.kill("SIGKILL");
        await clients.exited;
        console.log(
          `10,000 idle connections: RSS grew by ${Math.round(grownMb)} MB, others waited ${Math.round(slowestMs)} ms at most`,
        );
        expect(grownMb).toBeLessThan(100);
        expect(slowestMs).toBeLessThan(500);
      });
    },
    60_000,
  );
});

/** Ends after the first line, so that a program that goes on can be waited for. */
function firstLine(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      if (chunk.includes(0x0a)) controller.terminate();
    },
  });
}
