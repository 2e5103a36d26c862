import { describe, expect, test } from "bun:test";
import { serveHttp } from "#http-server";
import { faultCode } from "../../src/kernel/base/fault.ts";
import type { HttpHandler, HttpServer, HttpServerOptions } from "../../src/kernel/runtime/http.ts";
import { missing } from "../support/needs.ts";
import { Wire } from "../support/wire.ts";

const echo: HttpHandler = async (request) => {
  const body = await request.body(1000);
  if (!body.ok) return { status: body.error === "too_large" ? 413 : 400, body: body.error };
  const text = Buffer.from(body.value).toString("latin1");
  return { status: 200, body: `${request.method} ${request.path}?${request.query} ${text}` };
};

async function withServer<T>(
  options: Partial<HttpServerOptions>,
  work: (port: number, server: HttpServer) => Promise<T>,
): Promise<T> {
  const defaults = {
    host: "127.0.0.1",
    port: 0,
    handler: echo,
    maxBodyBytes: 1 << 20,
    headerTimeoutMs: 5000,
  };
  const server = await serveHttp({ ...defaults, ...options });
  try {
    return await work(server.port, server);
  } finally {
    await server.stop(0);
  }
}

const post = (headers: string, body: string): string =>
  `POST /a HTTP/1.1\r\nhost: a\r\n${headers}\r\n\r\n${body}`;

describe("requests that could be read in two ways are refused, and the connection with them", () => {
  const smuggled = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n";
  test.each([
    ["length and chunks", post("content-length: 4\r\ntransfer-encoding: chunked", `0\r\n\r\n${smuggled}`)],
    ["chunks and length", post("transfer-encoding: chunked\r\ncontent-length: 4", `0\r\n\r\n${smuggled}`)],
    ["two lengths", post("content-length: 0\r\ncontent-length: 36", smuggled)],
    ["a list of lengths", post("content-length: 0, 36", smuggled)],
    ["a signed length", post("content-length: +0", smuggled)],
    ["a hexadecimal length", post("content-length: 0x0", smuggled)],
    ["chunks not last", post("transfer-encoding: chunked, identity", `0\r\n\r\n${smuggled}`)],
    ["obfuscated chunks", post("transfer-encoding: xchunked", `0\r\n\r\n${smuggled}`)],
    ["vertical tab", post("transfer-encoding: \x0bchunked", `0\r\n\r\n${smuggled}`)],
    ["space before the colon", post("content-length : 36", smuggled)],
    ["folded header", post("x: y\r\n content-length: 36", smuggled)],
    ["bare LF between headers", post("x: y\ncontent-length: 36", smuggled)],
    ["bare CR in a value", post("x: y\rcontent-length: 36", smuggled)],
    ["NUL in a value", post("x: y\0", smuggled)],
    ["bare LF everywhere", `GET /a HTTP/1.1\nhost: a\n\n${smuggled}`],
    ["chunks in HTTP/1.0", `POST /a HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ["bare LF in chunks", post("transfer-encoding: chunked", `0\n\n${smuggled}`)],
    ["LF in a chunk extension", post("transfer-encoding: chunked", `1;a\nb\r\nx\r\n0\r\n\r\n${smuggled}`)],
    ["prefixed chunk size", post("transfer-encoding: chunked", `0x0\r\n\r\n${smuggled}`)],
    ["chunk longer than its size", post("transfer-encoding: chunked", `1\r\nxy\r\n0\r\n\r\n${smuggled}`)],
    [
      "chunk size overflow",
      post("transfer-encoding: chunked", `10000000000000001\r\nx\r\n0\r\n\r\n${smuggled}`),
    ],
    ["not HTTP", "hello\r\n\r\n"],
    ["TLS", "\x16\x03\x01\0\xa5\x01\0\0"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("%s", async (_name, wire) => {
    await withServer({}, async (port) => {
      const client = await Wire.ask(port, wire);
      expect(client.statuses()).toEqual([400]);
      expect(client.received).not.toContain("smuggled");
      expect(client.left).toBe("end");
      client.close();
    });
  });
});

describe("what a client may do", () => {
  test("send many requests at once, byte by byte or all together", async () => {
    await withServer({}, async (port) => {
      const one = post("content-length: 2", "{}");
      const all = one.repeat(20) + post("connection: close\r\ncontent-length: 2", "[]");
      const together = await Wire.ask(port, all);
      expect(together.statuses()).toEqual(Array.from({ length: 21 }, () => 200));
      expect(together.received.endsWith("POST /a? []")).toBe(true);
      const slowly = await Wire.open(port);
      for (const byte of post("connection: close\r\ncontent-length: 2", "{}")) {
        slowly.send(byte);
        await Bun.sleep(0);
      }
      await slowly.until(() => false);
      expect(slowly.statuses()).toEqual([200]);
    });
  });

  test("send thousands of requests without waiting, answered in order without deep stacks", async () => {
    await withServer({ handler: (request) => ({ status: 200, body: `${request.path};` }) }, async (port) => {
      const paths = Array.from({ length: 5000 }, (_, i) => `/${i}`);
      const wire = await Wire.open(port);
      wire.send(paths.map((path) => `GET ${path} HTTP/1.1\r\n\r\n`).join(""));
      await wire.until((received) => received.includes("/4999;"));
      expect([...wire.received.matchAll(/(\/\d+);/g)].map((found) => found[1])).toEqual(paths);
      wire.close();
    });
  });

  test("not keep others waiting with that", async () => {
    let answered = 0;
    const seen = Promise.withResolvers<number>();
    const handler: HttpHandler = (request) => {
      answered += 1;
      if (request.path === "/first") void second.then((wire) => wire.send("GET /other HTTP/1.1\r\n\r\n"));
      if (request.path === "/other") seen.resolve(answered);
      const end = performance.now() + 0.05;
      while (performance.now() < end);
      return { status: 204 };
    };
    let second: Promise<Wire> = Promise.reject(new Error("not open yet"));
    second.catch(() => {});
    await withServer({ handler }, async (port) => {
      second = Wire.open(port);
      await second;
      const flood = await Wire.open(port);
      flood.send(`GET /first HTTP/1.1\r\n\r\n${"GET / HTTP/1.1\r\n\r\n".repeat(10_000)}`);
      expect(await seen.promise).toBeLessThan(5000);
      flood.close();
      (await second).close();
    });
  });

  test("end its side after the request: it is answered still", async () => {
    await withServer({}, async (port) => {
      const wire = await Wire.open(port);
      wire.socket.end(post("content-length: 2", "{}"));
      await wire.until(() => false);
      expect([wire.statuses(), wire.left]).toEqual([[200], "end"]);
      const cut = await Wire.open(port);
      cut.socket.end(post("content-length: 20", "{}"));
      await cut.until(() => false);
      expect(cut.received).toContain("400 Bad Request");
      expect(cut.received).toContain("aborted");
    });
  });

  test("wait for 100 Continue, which comes when somebody wants the body", async () => {
    await withServer({}, async (port) => {
      const wire = await Wire.ask(port, post("expect: 100-continue\r\ncontent-length: 2", ""), (received) =>
        received.endsWith("HTTP/1.1 100 Continue\r\n\r\n"),
      );
      wire.send("{}");
      await wire.until((received) => received.endsWith("{}"));
      expect(wire.statuses()).toEqual([100, 200]);
      wire.close();
      const large = await Wire.ask(port, post("expect: 100-continue\r\ncontent-length: 2000", ""));
      expect([large.statuses(), large.left]).toEqual([[413], "end"]);
    });
  });

  test("ask for the head alone, or speak HTTP/1.0", async () => {
    await withServer({}, async (port) => {
      const head = await Wire.ask(port, "HEAD /a HTTP/1.1\r\nconnection: close\r\n\r\n");
      expect(head.received).toMatch(/content-length: 9\r\n.*\r\n\r\n$/s);
      const old = await Wire.ask(port, "GET /a HTTP/1.0\r\n\r\n");
      expect([old.statuses(), old.left]).toEqual([[200], "end"]);
    });
  });
});

describe("limits", () => {
  test("headers: their bytes, their number, the target", async () => {
    await withServer({}, async (port) => {
      const bomb = await Wire.open(port);
      bomb.send("GET / HTTP/1.1\r\n");
      const line = `x: ${"y".repeat(8000)}\r\n`;
      for (let i = 0; i < 1000 && bomb.left === undefined; i++) {
        bomb.send(line);
        if (i % 10 === 0) await Bun.sleep(0);
      }
      await bomb.until(() => false);
      expect(bomb.statuses()).toEqual([431]);
      const many = await Wire.ask(port, `GET / HTTP/1.1\r\n${"x: y\r\n".repeat(101)}\r\n`);
      expect(many.statuses()).toEqual([431]);
      const long = await Wire.ask(port, `GET /${"a".repeat(70_000)} HTTP/1.1\r\n\r\n`);
      expect(long.statuses()).toEqual([414]);
    });
  });

  test("a slow header is cut, an idle connection after an answer too, one without a byte is not", async () => {
    await withServer({ headerTimeoutMs: 300 }, async (port, server) => {
      const silent = await Wire.open(port);
      const slow = await Wire.open(port);
      slow.send("GET / HT");
      const idle = await Wire.ask(port, "GET / HTTP/1.1\r\n\r\n", (received) =>
        received.includes("\r\n\r\n"),
      );
      await Promise.all([slow.until(() => false), idle.until(() => false)]);
      expect([slow.received, slow.left, idle.left, silent.left]).toEqual(["", "end", "end", undefined]);
      for (const wire of [slow, idle]) wire.close();
      await Bun.sleep(50);
      expect(server.connections()).toBe(1);
      silent.close();
    });
  });

  test("an endless chunked body stops at the limit, in memory and on the wire", async () => {
    await withServer({}, async (port) => {
      const before = process.memoryUsage.rss();
      const wire = await Wire.open(port);
      wire.send(post("transfer-encoding: chunked", ""));
      const chunk = Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`);
      for (let i = 0; i < 500 && wire.left === undefined; i++) {
        if (!wire.socket.write(chunk))
          await new Promise((resolve) => wire.socket.once("drain", resolve).once("close", resolve));
      }
      await wire.until(() => false);
      expect(wire.statuses()).toEqual([413]);
      expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20);
    });
  });

  test("an unread body is not taken in: the client is held back", async () => {
    const answer = Promise.withResolvers<{ status: number }>();
    await withServer({ handler: () => answer.promise, maxBodyBytes: 1 << 30 }, async (port) => {
      const wire = await Wire.open(port);
      wire.send(post(`content-length: ${1 << 30}`, ""));
      const part = Buffer.alloc(1 << 20);
      let sent = 0;
      while (sent < 200 && wire.socket.write(part)) sent += 1;
      await Bun.sleep(100);
      const accepted = wire.socket.bytesWritten - wire.socket.writableLength;
      expect(accepted).toBeLessThan(32 << 20);
      answer.resolve({ status: 503 });
      await wire.until((received) => received.includes("503"));
      wire.close();
    });
  });

  test("connections beyond the cap wait for a place", async () => {
    await withServer({ maxConnections: 2 }, async (port, server) => {
      const [first, second] = [await Wire.open(port), await Wire.open(port)];
      await Bun.sleep(20);
      const third = await Wire.open(port);
      third.send("GET /third HTTP/1.1\r\n\r\n");
      await Bun.sleep(50);
      expect([server.connections(), third.received]).toEqual([2, ""]);
      first?.close();
      await third.until((received) => received.includes("/third"));
      for (const wire of [second, third]) wire?.close();
    });
  });
});

describe("answers", () => {
  test("stream in chunks, at the pace of the client, and stop when it goes", async () => {
    let made = 0;
    let ended = false;
    const handler: HttpHandler = () => ({
      status: 200,
      body: (async function* () {
        try {
          for (; made < 10_000; made++) yield Buffer.alloc(65_536, "x");
        } finally {
          ended = true;
        }
      })(),
    });
    await withServer({ handler }, async (port) => {
      const wire = await Wire.open(port);
      wire.socket.pause();
      wire.send("GET / HTTP/1.1\r\n\r\n");
      await Bun.sleep(100);
      expect(made).toBeLessThan(500);
      wire.close();
      await Bun.sleep(50);
      expect(ended).toBe(true);
    });
  });

  test("a handler that throws is a 500, told to onError; line breaks never leave in a header", async () => {
    const errors: unknown[] = [];
    const handler: HttpHandler = (request) => {
      if (request.path === "/throw") throw new Error("bug");
      return { status: 200, headers: [["x", "a\r\nset-cookie: evil"]] };
    };
    await withServer({ handler, onError: (error) => errors.push(error) }, async (port) => {
      const thrown = await Wire.ask(port, "GET /throw HTTP/1.1\r\nconnection: close\r\n\r\n");
      const split = await Wire.ask(port, "GET /split HTTP/1.1\r\n\r\n");
      expect([thrown.statuses(), split.statuses()]).toEqual([[500], [500]]);
      expect(split.received).not.toContain("evil");
      expect(errors).toHaveLength(2);
    });
  });

  test("tell the handler when the client has gone", async () => {
    const gone = Promise.withResolvers<void>();
    const handler: HttpHandler = (request) => {
      request.signal?.addEventListener("abort", () => gone.resolve());
      return new Promise(() => {});
    };
    await withServer({ handler }, async (port) => {
      const wire = await Wire.open(port);
      wire.send("GET / HTTP/1.1\r\n\r\n");
      await Bun.sleep(20);
      wire.socket.resetAndDestroy(); // an orderly end could be half of a close: see the test above
      await gone.promise;
    });
  });
});

describe("stopping", () => {
  test("takes no new connection, ends idle ones, lets a running request finish", async () => {
    const release = Promise.withResolvers<void>();
    const handler: HttpHandler = async () => {
      await release.promise;
      return { status: 200, body: "whole" };
    };
    const server = await serveHttp({ host: "127.0.0.1", port: 0, handler, maxBodyBytes: 10 });
    const [idle, busy] = [await Wire.open(server.port), await Wire.open(server.port)];
    busy?.send("GET / HTTP/1.1\r\n\r\n");
    await Bun.sleep(20);
    const stopped = server.stop(5000);
    await idle?.until(() => false);
    await expect(Wire.open(server.port)).rejects.toThrow();
    release.resolve();
    await busy?.until(() => false);
    expect(busy?.received).toMatch(/connection: close.*whole$/s);
    for (const wire of [idle, busy]) wire?.close();
    await stopped;
    expect(server.connections()).toBe(0);
  });

  test("cuts what does not end in time", async () => {
    const handler: HttpHandler = () => new Promise(() => {});
    const server = await serveHttp({ host: "127.0.0.1", port: 0, handler, maxBodyBytes: 10 });
    const wire = await Wire.open(server.port);
    wire.send("GET / HTTP/1.1\r\n\r\n");
    await Bun.sleep(20);
    await server.stop(50);
    await wire.until(() => false);
    expect(wire.received).toBe("");
  });
});

describe("addresses", () => {
  const options = { host: "127.0.0.1", handler: echo, maxBodyBytes: 10 };

  test("a port in use is a fault, also when it should be shared", async () => {
    const shared = { hostname: "127.0.0.1", port: 0, reusePort: true };
    const stranger = Bun.listen({ ...shared, socket: { data() {} } });
    const { port } = stranger;
    for (const sharePort of [undefined, "claim"] as const) {
      const failed = await serveHttp({ ...options, port, ...(sharePort && { sharePort }) }).catch(faultCode);
      expect(failed).toBe("BATON_LISTEN_IN_USE");
    }
    stranger.stop();
    expect(await serveHttp({ ...options, host: "192.0.2.1", port: 0 }).catch(faultCode)).toBe(
      "BATON_LISTEN_ADDRESS",
    );
  });

  test.skipIf(missing("python"))("a port is free whose last owner left connections behind", async () => {
    // As the reference listens: shared, without SO_REUSEADDR, which every listener of ours has.
    const script = `import socket
owner = socket.socket()
owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
owner.bind(("127.0.0.1", 0))
owner.listen()
client = socket.create_connection(owner.getsockname())
accepted, _ = owner.accept()
accepted.close()
client.close()
print(owner.getsockname()[1])`;
    const { stdout } = Bun.spawnSync(["python3", "-c", script]);
    const port = Number(stdout.toString());
    expect(await serveHttp({ ...options, port }).catch(faultCode)).toBe("BATON_LISTEN_IN_USE");
    const server = await serveHttp({ ...options, port, sharePort: "claim" });
    const wire = await Wire.ask(port, "GET / HTTP/1.1\r\nconnection: close\r\n\r\n");
    expect(wire.statuses()).toEqual([200]);
    await server.stop(0);
  });

  test("a claimed port is shared by those who join", async () => {
    const first = await serveHttp({ ...options, port: 0, sharePort: "claim" });
    const second = await serveHttp({ ...options, port: first.port, sharePort: "join" });
    const wires = await Promise.all(Array.from({ length: 64 }, () => Wire.open(first.port)));
    await Bun.sleep(50);
    expect(first.connections() + second.connections()).toBe(64);
    expect(Math.min(first.connections(), second.connections())).toBeGreaterThan(0);
    for (const wire of wires) wire.close();
    await Promise.all([first.stop(0), second.stop(0)]);
  });
});

test("10,000 idle connections cost little and delay nobody", async () => {
  await withServer({}, async (port, server) => {
    const before = process.memoryUsage.rss();
    const script = new URL("../support/idle-clients.ts", import.meta.url).pathname;
    const clients = Bun.spawn([process.execPath, script, String(port), "10000"], { stdout: "pipe" });
    const reader = clients.stdout.getReader();
    await reader.read();
    while (server.connections() < 10_000) await Bun.sleep(10);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 << 20);
    const started = performance.now();
    const wire = await Wire.ask(port, "GET /quick HTTP/1.1\r\nconnection: close\r\n\r\n");
    expect(wire.statuses()).toEqual([200]);
    expect(performance.now() - started).toBeLessThan(200);
    clients.kill();
    await clients.exited;
  });
}, 20_000);
