import { expect, test } from "bun:test";
import { createHttpClient } from "#http-client";
import { serveHttp } from "#http-server";
import { startThread } from "#threads";
import type { Thread, ThreadEnd } from "../../src/kernel/runtime/threads.ts";
import type { FromThread, ToThread } from "../support/echo-thread.ts";

interface Started {
  readonly thread: Thread<ToThread>;
  readonly next: () => Promise<FromThread>;
  readonly end: Promise<ThreadEnd>;
}

function start(): Started {
  const messages: FromThread[] = [];
  let wake = (): void => {};
  const end = Promise.withResolvers<ThreadEnd>();
  const thread = startThread<ToThread, FromThread>({
    entry: new URL("../support/echo-thread.ts", import.meta.url),
    name: "echo",
    data: { greeting: "hi" },
    onMessage: (message) => {
      messages.push(message);
      wake();
    },
    onEnd: end.resolve,
  });
  const next = async (): Promise<FromThread> => {
    while (messages.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return messages.shift() as FromThread;
  };
  return { thread, next, end: end.promise };
}

test("a thread gets its data, moves buffers both ways, and ends when told, also while it hangs", async () => {
  const { thread, next, end } = start();
  expect(await next()).toEqual({ kind: "hello", data: { greeting: "hi" } });
  const bytes = new Uint8Array(100_000).fill(7);
  thread.post({ kind: "echo", bytes }, [bytes.buffer]);
  expect(bytes.length).toBe(0);
  const echoed = await next();
  expect(echoed.kind === "echoed" && [echoed.bytes.length, echoed.bytes[99_999]]).toEqual([100_000, 7]);
  thread.post({ kind: "hang" });
  await thread.terminate();
  expect((await end).kind).toBe("ended");
});

test("a thread that throws is told of once, with its error", async () => {
  const { thread, next, end } = start();
  await next();
  thread.post({ kind: "throw" });
  const how = await end;
  expect(how.kind === "crashed" && String(how.error)).toContain("thrown in the thread");
  await thread.terminate();
});

test("threads share a claimed port", async () => {
  const handler = () => ({ status: 200, body: "main" });
  const server = await serveHttp({
    host: "127.0.0.1",
    port: 0,
    sharePort: "claim",
    maxBodyBytes: 10,
    handler,
  });
  const { thread, next } = start();
  await next();
  thread.post({ kind: "listen", port: server.port });
  expect((await next()).kind).toBe("listening");
  const client = createHttpClient({
    connectTimeoutMs: 1000,
    maxConnections: 64,
    maxResponseBytes: 100,
    keepAliveMs: 1000,
  });
  const request = { method: "GET", url: `http://127.0.0.1:${server.port}/`, timeoutMs: 2000 };
  const answers = await Promise.all(Array.from({ length: 64 }, () => client.request(request)));
  const bodies = answers.map((answer) =>
    answer.ok ? Buffer.from(answer.value.body).toString() : answer.error.code,
  );
  expect(new Set(bodies)).toEqual(new Set(["main", "thread"]));
  client.close();
  await Promise.all([thread.terminate(), server.stop(0)]);
});
