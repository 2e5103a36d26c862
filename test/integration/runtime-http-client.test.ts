import { describe, expect, test } from "bun:test";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { createHttpClient } from "#http-client";
import type {
  HttpClient,
  HttpClientOptions,
  HttpClientRequest,
  HttpClientResponse,
} from "../../src/kernel/runtime/http.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "../support/tls-pair.ts";

/** What a scripted server does with each request: `n` counts them from 0 over all connections. */
type Script = (socket: Socket, n: number, request: string) => void;

interface Scripted {
  readonly url: string;
  readonly port: number;
  readonly requests: string[];
  readonly connections: () => number;
  readonly sockets: Set<Socket>;
}

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

async function withScript(
  script: Script,
  work: (server: Scripted) => Promise<void>,
  make: (accept: (socket: Socket) => void) => Server = createServer,
): Promise<void> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = make((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let text = "";
    socket.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
      const length = Number(/content-length: (\d+)/.exec(text)?.[1] ?? 0);
      const end = text.indexOf("\r\n\r\n") + 4;
      if (end < 4 || text.length < end + length) return;
      const request = text;
      text = "";
      requests.push(request);
      script(socket, requests.length - 1, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    await work({
      url: `http://127.0.0.1:${port}/a`,
      port,
      requests,
      connections: () => connections,
      sockets,
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function withClient(
  options: Partial<HttpClientOptions>,
  work: (client: HttpClient) => Promise<void>,
): Promise<void> {
  const defaults = {
    connectTimeoutMs: 1000,
    maxConnections: 4,
    maxResponseBytes: 100_000,
    keepAliveMs: 60_000,
  };
  const client = createHttpClient({ ...defaults, ...options });
  try {
    await work(client);
  } finally {
    client.close();
  }
}

async function outcome(
  client: HttpClient,
  url: string,
  request: Partial<HttpClientRequest> = {},
): Promise<string> {
  const result = await client.request({
    method: "POST",
    url,
    timeoutMs: 2000,
    body: Buffer.from("{}"),
    ...request,
  });
  if (!result.ok) return result.error.code;
  return `${result.value.status} ${Buffer.from(result.value.body).toString()}`;
}

async function streamed(response: HttpClientResponse): Promise<string> {
  let text = "";
  for await (const part of response.stream ?? []) text += Buffer.from(part).toString();
  return text;
}

describe("connections", () => {
  test("are kept and used again, and counted", async () => {
    const script: Script = (socket) => setTimeout(() => socket.write(OK), 5);
    await withScript(script, async ({ url, connections, requests }) => {
      await withClient({ maxConnections: 3 }, async (client) => {
        const all = await Promise.all(Array.from({ length: 30 }, () => outcome(client, url)));
        expect(new Set(all)).toEqual(new Set(["200 ok"]));
        expect([connections(), requests.length]).toEqual([3, 30]);
      });
    });
  });

  test.each(["end", "resetAndDestroy"] as const)(
    "a kept one that turns out dead (%s) costs one retry, unless that is forbidden",
    async (death) => {
      // The second request on a connection finds it dying.
      const script: Script = (socket, n) => {
        if (n === 1 || n === 3) socket[death]();
        else socket.write(OK);
      };
      await withScript(script, async ({ url, requests, connections }) => {
        await withClient({}, async (client) => {
          expect(await outcome(client, url)).toBe("200 ok");
          expect(await outcome(client, url)).toBe("200 ok");
          expect([requests.length, connections()]).toEqual([3, 2]);
          expect(await outcome(client, url, { retryStale: false })).toBe("BATON_HTTP_RESET");
          expect(requests).toHaveLength(4);
        });
      });
    },
  );

  test("a fresh one that breaks is not tried again, nor one that has begun to answer", async () => {
    const script: Script = (socket, n) => {
      if (n === 0) socket.write(OK);
      else socket.end(n === 1 ? "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nok" : "");
    };
    await withScript(script, async ({ url, requests }) => {
      await withClient({}, async (client) => {
        await outcome(client, url);
        expect(await outcome(client, url)).toBe("BATON_HTTP_RESET");
        expect(await outcome(client, url)).toBe("BATON_HTTP_RESET");
        expect(requests).toHaveLength(3);
      });
    });
  });

  test("one whose request is answered before it is all sent is not used again", async () => {
    let opened = 0;
    const server = createServer((socket) => {
      opened++;
      socket.on("error", () => {});
      socket.pause(); // the rest of the body stays with its sender
      socket.write(OK);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await withClient({ maxConnections: 1 }, async (client) => {
      const body = Buffer.alloc(32 * 1024 * 1024);
      for (const n of [1, 2]) {
        expect(await outcome(client, `http://127.0.0.1:${port}/`, { body })).toBe("200 ok");
        expect(opened).toBe(n);
      }
    });
    server.close();
  });

  test("that the server closed while idle are not used, nor those of before forgetIdle", async () => {
    await withScript(
      (socket) => socket.write(OK),
      async ({ url, sockets, connections }) => {
        await withClient({}, async (client) => {
          await outcome(client, url);
          for (const socket of sockets) socket.end();
          await Bun.sleep(20);
          expect(await outcome(client, url, { retryStale: false })).toBe("200 ok");
          client.forgetIdle();
          expect(await outcome(client, url, { retryStale: false })).toBe("200 ok");
          expect(connections()).toBe(3);
        });
      },
    );
  });

  test("bytes that nobody asked for end one", async () => {
    const script: Script = (socket) => socket.write(`${OK}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`);
    await withScript(script, async ({ url, connections }) => {
      await withClient({}, async (client) => {
        for (let i = 0; i < 3; i++) expect(await outcome(client, url)).toBe("200 ok");
        expect(connections()).toBe(3);
      });
    });
  });
});

describe("answers", () => {
  const cases: [name: string, wire: string | Buffer, expected: string][] = [
    [
      "chunks",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
      "200 abc",
    ],
    ["until the end", "HTTP/1.1 200 OK\r\n\r\nabc", "200 abc"],
    [
      "interim answers",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}`,
      "200 ok",
    ],
    ["no content", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", "204 "],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nabc", "200 abc"],
    ["garbage", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "BATON_HTTP_PROTOCOL"],
    [
      "two lengths",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
      "BATON_HTTP_PROTOCOL",
    ],
    ["broken chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "BATON_HTTP_RESET"],
    ["endless headers", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(200_000)}`, "BATON_HTTP_PROTOCOL"],
    ["announced too large", "HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n", "BATON_HTTP_TOO_LARGE"],
    ["too large", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(100_001)}`, "BATON_HTTP_TOO_LARGE"],
    ["cut", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nok", "BATON_HTTP_RESET"],
    ["gzip", gzipAnswer("hello"), "200 hello"],
    ["a gzip bomb", gzipAnswer("x".repeat(10_000_000)), "BATON_HTTP_TOO_LARGE"],
  ];
  test.each(cases)("%s", async (_name, wire, expected) => {
    await withScript(
      (socket) => socket.end(wire),
      async ({ url }) => {
        await withClient({}, async (client) => expect(await outcome(client, url)).toBe(expected));
      },
    );
  });

  test("stream piece by piece; leaving early drops the connection", async () => {
    const script: Script = (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n");
      setTimeout(() => socket.write("2\r\ncd\r\n0\r\n\r\n"), 20);
    };
    await withScript(script, async ({ url, connections }) => {
      await withClient({}, async (client) => {
        const request = { method: "GET", url, timeoutMs: 1000, stream: true };
        for (let i = 0; i < 2; i++) {
          const result = await client.request(request);
          expect(result.ok && (await streamed(result.value))).toBe("abcd");
        }
        expect(connections()).toBe(1);
        const left = await client.request(request);
        for await (const _part of (left.ok && left.value.stream) || []) break;
        expect(await outcome(client, url)).toBe("200 abcd");
        expect(connections()).toBe(2);
      });
    });
  });
});

function gzipAnswer(text: string): Buffer {
  const body = gzipSync(text);
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

describe("requests", () => {
  test("go out as they are given", async () => {
    await withScript(
      (socket) => socket.write(OK),
      async ({ port, requests }) => {
        await withClient({}, async (client) => {
          const url = `http://127.0.0.1:${port}/x/../y//%2e?a=%20`;
          await outcome(client, url, { headers: [["x-latin", "\xe9"]] });
          await outcome(client, url, { headers: [["host", "other"]] });
          expect(requests[0]).toStartWith("POST /x/../y//%2e?a=%20 HTTP/1.1\r\n");
          expect(requests[0]).toContain(`host: 127.0.0.1:${port}\r\n`);
          expect(requests[0]).toContain("x-latin: \xe9\r\n");
          expect(requests[1]).toContain("host: other\r\n");
          expect(requests[1]).not.toContain("host: 127");
          expect(await outcome(client, url, { headers: [["x", "a\r\nb: c"]] })).toBe("BATON_HTTP_PROTOCOL");
          expect(await outcome(client, "http://127.0.0.1/a b")).toBe("BATON_HTTP_PROTOCOL");
          expect(requests).toHaveLength(2);
        });
      },
    );
  });

  test("stream a body in chunks", async () => {
    const received = Promise.withResolvers<string>();
    const server = createServer((socket) => {
      let text = "";
      socket.on("data", (bytes: Buffer) => {
        text += bytes.toString();
        if (!text.endsWith("0\r\n\r\n")) return;
        received.resolve(text);
        socket.write(OK);
      });
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    await withClient({}, async (client) => {
      const body = (async function* () {
        yield Buffer.from("abc");
        await Bun.sleep(5);
        yield Buffer.from("defg");
      })();
      const { port } = server.address() as { port: number };
      expect(await outcome(client, `http://127.0.0.1:${port}/`, { body })).toBe("200 ok");
      expect(await received.promise).toContain("transfer-encoding: chunked");
      expect(await received.promise).toEndWith("\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    });
    server.close();
  });

  test("end at their deadline or when the caller gives up, also while waiting for a connection", async () => {
    await withScript(
      () => {},
      async ({ url, requests }) => {
        await withClient({ maxConnections: 1 }, async (client) => {
          const started = performance.now();
          const given = new AbortController();
          const all = Promise.all([
            outcome(client, url, { timeoutMs: 100 }),
            outcome(client, url, { timeoutMs: 50 }),
            outcome(client, url, { timeoutMs: 0, signal: given.signal }),
            outcome(client, url, { signal: AbortSignal.abort() }),
          ]);
          setTimeout(() => given.abort(), 150);
          expect(await all).toEqual([
            "BATON_HTTP_TIMEOUT",
            "BATON_HTTP_TIMEOUT",
            "BATON_HTTP_ABORTED",
            "BATON_HTTP_ABORTED",
          ]);
          expect(performance.now() - started).toBeLessThan(1000);
          expect(requests).toHaveLength(2);
        });
      },
    );
  });

  test("fail in a way that says where", async () => {
    await withClient({}, async (client) => {
      expect(await outcome(client, "http://127.0.0.1:1/")).toBe("BATON_HTTP_CONNECT");
      expect(await outcome(client, "http://nowhere.invalid/")).toBe("BATON_HTTP_DNS");
    });
    const client = createHttpClient({
      connectTimeoutMs: 1,
      maxConnections: 1,
      maxResponseBytes: 1,
      keepAliveMs: 1,
    });
    client.close();
    expect(await outcome(client, "http://127.0.0.1:1/")).toBe("BATON_HTTP_ABORTED");
  });
});

describe("TLS and proxies", () => {
  const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE };
  const script: Script = (socket) => socket.write(OK);
  const makeTls = (accept: (socket: Socket) => void): Server => createTlsServer(tls, accept);

  test("a certificate must be trusted and for this name", async () => {
    await withScript(
      script,
      async ({ port, connections }) => {
        const url = `https://localhost:${port}/`;
        await withClient({ ca: TEST_CERTIFICATE }, async (client) => {
          const bodies = [Buffer.from("{}"), Buffer.alloc(300_000)];
          for (const body of bodies) expect(await outcome(client, url, { body })).toBe("200 ok");
          expect(connections()).toBe(1);
          expect(await outcome(client, `https://127.0.0.1:${port}/`)).toBe("200 ok");
        });
        await withClient({}, async (client) => expect(await outcome(client, url)).toBe("BATON_HTTP_TLS"));
      },
      makeTls,
    );
    const speaksPlainly = (accept: (socket: Socket) => void): Server =>
      createServer((socket) => {
        accept(socket);
        socket.write(OK);
      });
    await withScript(
      script,
      async ({ port }) => {
        await withClient({ ca: TEST_CERTIFICATE }, async (client) => {
          expect(await outcome(client, `https://localhost:${port}/`)).toBe("BATON_HTTP_TLS");
        });
      },
      speaksPlainly,
    );
  });

  test("a proxy gets the whole URL for http, a tunnel for https, and nothing that bypasses it", async () => {
    const proxied: Script = (socket, _n, request) => {
      if (!request.startsWith("CONNECT ")) {
        socket.write(OK);
        return;
      }
      socket.removeAllListeners("data");
      const to = createTunnel(socket, Number(/:(\d+) /.exec(request)?.[1]));
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(to);
    };
    await withScript(
      script,
      async (origin) => {
        await withScript(proxied, async (proxy) => {
          const at = `127.0.0.1:${proxy.port}`;
          const options = { http: `http://me:pass@${at}`, https: `http://${at}`, noProxy: "127.0.0.1" };
          await withClient({ ca: TEST_CERTIFICATE, proxy: options }, async (client) => {
            const url = `https://localhost:${origin.port}/secret`;
            for (let i = 0; i < 2; i++) expect(await outcome(client, url)).toBe("200 ok");
            expect(proxy.requests).toHaveLength(1);
            expect(proxy.requests[0]).toStartWith(`CONNECT localhost:${origin.port} HTTP/1.1\r\n`);
            expect(await outcome(client, "http://sentry.invalid/x?y")).toBe("200 ok");
            expect(proxy.requests[1]).toStartWith("POST http://sentry.invalid:80/x?y HTTP/1.1\r\n");
            expect(proxy.requests[1]).toContain(`proxy-authorization: Basic ${btoa("me:pass")}`);
            expect(await outcome(client, `https://127.0.0.1:${origin.port}/`)).toBe("200 ok");
            expect(proxy.requests).toHaveLength(2);
          });
        });
      },
      makeTls,
    );
  });

  test("a proxy that refuses the tunnel is the reason", async () => {
    await withScript(
      (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
      async ({ port }) => {
        const proxy = { https: `http://127.0.0.1:${port}` };
        await withClient({ proxy }, async (client) => {
          const result = await client.request({
            method: "GET",
            url: "https://sentry.invalid/",
            timeoutMs: 1000,
          });
          expect(result.ok ? "" : result.error.message).toContain("refused the tunnel with 407");
        });
      },
    );
  });
});

function createTunnel(client: Socket, port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => client.destroy());
  socket.pipe(client);
  return socket;
}
