/**
 * What Lambda mode needs of a runtime, tried in that runtime; prints one JSON line. Bundled and run on Node by
 * test/integration/runtime-node.test.ts.
 */
import { createServer as createTlsServer } from "node:tls";
import { deflate, inflate } from "#compression";
import { createHttpClient } from "#http-client";
import { serveHttp } from "#http-server";
import { Sqlite } from "../../src/kernel/runtime/sqlite.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "./tls-pair.ts";

const server = await serveHttp({
  host: "127.0.0.1",
  port: 0,
  sharePort: "claim",
  maxBodyBytes: 10_000_000,
  headerTimeoutMs: 1000,
  handler: async (request) => {
    if (request.path === "/stream") return { status: 200, body: request.stream() };
    const body = await request.body(1_000_000);
    const size = body.ok ? body.value.length : body.error;
    return { status: 200, body: `${request.method} ${request.path} ${size}` };
  },
});
const url = `http://127.0.0.1:${server.port}`;
const options = {
  connectTimeoutMs: 1000,
  maxConnections: 4,
  maxResponseBytes: 10_000_000,
  keepAliveMs: 10_000,
};
const client = createHttpClient({ ...options, ca: TEST_CERTIFICATE });

async function ask(path: string, body: Uint8Array, base = url): Promise<string> {
  const result = await client.request({ method: "POST", url: `${base}${path}`, body, timeoutMs: 3000 });
  return result.ok ? Buffer.from(result.value.body).toString().slice(0, 60) : result.error.code;
}

const secure = createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (socket) => {
  socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecure"));
});
await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
const { port } = secure.address() as { port: number };

const text = Buffer.from("compress me ".repeat(1000));
const encodings = (["gzip", "deflate", "br", "zstd"] as const).map((encoding) => {
  const packed = deflate(encoding, text);
  const back = inflate(encoding, packed, text.length);
  const small = inflate(encoding, packed, text.length - 1);
  const cut = inflate(encoding, packed.subarray(0, -2), text.length);
  return [back.ok && Buffer.compare(back.value, text), small.ok || small.error, cut.ok || cut.error];
});

const db = Sqlite.open({ path: ":memory:" });
db.exec("CREATE TABLE t (a)");
db.transaction(() => db.prepare("INSERT INTO t VALUES (?)").run("row"));

const results = {
  echo: await ask("/x/../y//%2e", Buffer.from("{}")),
  large: await ask("/large", Buffer.alloc(900_000)),
  tooLarge: await ask("/large", Buffer.alloc(1_100_000)),
  streamed: (await ask("/stream", Buffer.from("there and back"))).length,
  refused: await ask("/", Buffer.from("{}"), "http://127.0.0.1:1"),
  tls: await ask("/", Buffer.from("{}"), `https://localhost:${port}`),
  untrusted: await ask("/", Buffer.from("{}"), `https://127.0.0.2:${port}`),
  encodings,
  row: db.prepare("SELECT a FROM t").get(),
};
client.close();
secure.close();
await server.stop(100);
process.stdout.write(`${JSON.stringify(results)}\n`);
