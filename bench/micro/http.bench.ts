/**
 * CPU time per request of HTTP servers and clients, each variant in a process of its own, driven by the cheapest
 * possible other side, rounds alternating. Run: `bun bench/micro/http.bench.ts [rounds]`.
 */
import { Agent, createServer, request as nodeRequest } from "node:http";
import type { Socket as BunSocket } from "bun";
import { createHttpClient } from "#http-client";
import { serveHttp } from "#http-server";

const REQUESTS = 20_000;
const WARM_UP = 5_000;
const CONNECTIONS = 32;
const BODY = Buffer.from("x".repeat(1700));
const ANSWER = '{"id":"9ec79c33ec9942ab8353589fcb2e04dc"}';
const HEADERS: readonly (readonly [string, string])[] = [
  ["user-agent", "sentry.javascript.node/10.0.0"],
  ["accept", "*/*"],
  ["content-type", "application/x-sentry-envelope"],
  [
    "x-sentry-auth",
    "Sentry sentry_key=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, sentry_version=7, sentry_client=x/1",
  ],
];
const PATH = "/api/42/envelope/?sentry_key=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

const SERVERS: Record<string, (port: (port: number) => void) => void> = {
  "Bun.serve": (tell) => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: async (request) => {
        await request.arrayBuffer();
        request.headers.get("x-sentry-auth");
        return new Response(ANSWER, { headers: { "content-type": "application/json" } });
      },
    });
    tell(server.port as number);
  },
  "node:http server": (tell) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(200, { "content-type": "application/json", "content-length": ANSWER.length });
        response.end(ANSWER);
      });
    });
    server.listen(0, "127.0.0.1", () => tell((server.address() as { port: number }).port));
  },
  "own server": async (tell) => {
    const server = await serveHttp({
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1 << 20,
      headerTimeoutMs: 5000,
      handler: async (request) => {
        await request.body(1 << 20);
        request.header("x-sentry-auth");
        return { status: 200, headers: [["content-type", "application/json"]], body: ANSWER };
      },
    });
    tell(server.port);
  },
};

const CLIENTS: Record<string, (url: string) => () => Promise<unknown>> = {
  "Bun fetch": (url) => {
    const headers = HEADERS.map(([name, value]): [string, string] => [name, value]);
    return async () => (await fetch(url, { method: "POST", headers, body: BODY })).arrayBuffer();
  },
  "node:http client": (url) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const headers = { ...Object.fromEntries(HEADERS), "content-length": BODY.length };
    return () =>
      new Promise((resolve, reject) => {
        const request = nodeRequest(url, { method: "POST", agent, headers }, (response) => {
          response.on("data", () => {});
          response.on("end", resolve);
        });
        request.on("error", reject);
        request.end(BODY);
      });
  },
  "own client": (url) => {
    const options = { connectTimeoutMs: 1000, maxConnections: CONNECTIONS, maxResponseBytes: 1 << 20 };
    const client = createHttpClient({ ...options, keepAliveMs: 60_000 });
    return () => client.request({ method: "POST", url, headers: HEADERS, body: BODY, timeoutMs: 5000 });
  },
};

/** The other side of a server: writes a prepared request, waits for any answer. */
function drive(port: number, requests: number): Promise<void> {
  const lines = [...HEADERS, ["host", "127.0.0.1"], ["content-length", String(BODY.length)]];
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const bytes = Buffer.concat([Buffer.from(`POST ${PATH} HTTP/1.1\r\n${text}\r\n`), BODY]);
  let sent = 0;
  let answered = 0;
  return new Promise((resolve) => {
    const send = (socket: BunSocket): void => {
      if (sent++ < requests) socket.write(bytes);
      else socket.end();
    };
    const data = (socket: BunSocket): void => {
      answered += 1;
      if (answered === requests) resolve();
      send(socket);
    };
    for (let i = 0; i < CONNECTIONS; i++) {
      void Bun.connect({ hostname: "127.0.0.1", port, socket: { open: send, data } });
    }
  });
}

/** The other side of a client: answers whenever a whole request's bytes have come. */
function answer(): { port: number; stop: () => void } {
  const bytes = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\ndate: Tue, 24 Nov 2026 10:00:00 GMT\r\n\r\n${ANSWER}`,
  );
  const listener = Bun.listen<{ left: number }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => {
        socket.data = { left: 0 };
      },
      data: (socket, chunk) => {
        if (socket.data.left === 0) socket.data.left = chunk.indexOf("\r\n\r\n") + 4 + BODY.length;
        socket.data.left -= chunk.length;
        if (socket.data.left === 0) socket.write(bytes);
      },
    },
  });
  return { port: listener.port, stop: () => listener.stop(true) };
}

async function load(one: () => Promise<unknown>, requests: number): Promise<void> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

function child(name: string, argument: string): Bun.Subprocess<"ignore", "pipe", "inherit"> {
  const command = [process.execPath, import.meta.path, "child", name, argument];
  return Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit", ipc: () => {} });
}

async function lines(
  process: Bun.Subprocess<"ignore", "pipe", "inherit">,
): Promise<(n: number) => Promise<number>> {
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async (n) => {
    while (text.split("\n").length <= n + 1) text += (await reader.read()).value ?? "";
    return Number(text.split("\n")[n]);
  };
}

/** CPU µs per request of a variant in its own process. */
async function measure(name: string): Promise<number> {
  const upstream = name in CLIENTS ? answer() : undefined;
  const process = child(name, `http://127.0.0.1:${upstream?.port}${PATH}`);
  const line = await lines(process);
  if (upstream !== undefined) {
    const used = await line(0);
    upstream.stop();
    return used / REQUESTS;
  }
  const port = await line(0);
  await drive(port, WARM_UP);
  process.send("mark");
  await line(1);
  await drive(port, REQUESTS);
  process.send("mark");
  const used = await line(2);
  process.kill();
  await process.exited;
  return used / REQUESTS;
}

async function runChild(name: string, url: string): Promise<void> {
  const used = (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  const client = CLIENTS[name];
  if (client !== undefined) {
    const one = client(url);
    await load(one, WARM_UP);
    const before = used();
    await load(one, REQUESTS);
    console.log(used() - before);
    process.exit(0);
  }
  let before = 0;
  process.on("message", () => {
    console.log(used() - before);
    before = used();
  });
  SERVERS[name]?.((port) => console.log(port));
}

if (process.argv[2] === "child") await runChild(process.argv[3] as string, process.argv[4] as string);
else {
  const rounds = Number(process.argv[2] ?? 3);
  const names = [...Object.keys(SERVERS), ...Object.keys(CLIENTS)];
  const results = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results.get(name)?.push(await measure(name));
  }
  for (const [name, values] of results) {
    const best = Math.min(...values);
    console.log(name.padEnd(20), `${best.toFixed(1)} µs`, values.map((value) => value.toFixed(1)).join(" "));
  }
  process.exit(0);
}
