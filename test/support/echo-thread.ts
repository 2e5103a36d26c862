/** A thread for tests: echoes, crashes, hangs or ends on request, and can share a port. */
import { serveHttp } from "#http-server";
import { thisThread } from "../../src/kernel/runtime/threads.ts";

export type ToThread =
  | { readonly kind: "echo"; readonly bytes: Uint8Array }
  | { readonly kind: "throw" }
  | { readonly kind: "hang" }
  | { readonly kind: "listen"; readonly port: number };

export type FromThread =
  | { readonly kind: "hello"; readonly data: unknown; readonly id: number }
  | { readonly kind: "echoed"; readonly bytes: Uint8Array }
  | { readonly kind: "listening" };

const self = thisThread<FromThread, ToThread>();
self?.receive((message) => {
  if (message.kind === "echo")
    self.post({ kind: "echoed", bytes: message.bytes }, [message.bytes.buffer as ArrayBuffer]);
  else if (message.kind === "throw") throw new Error("thrown in the thread");
  else if (message.kind === "hang") while (true);
  else void share(message.port);
});
self?.post({ kind: "hello", data: self.data, id: self.id });

async function share(port: number): Promise<void> {
  const handler = () => ({ status: 200, body: "thread" });
  await serveHttp({ host: "127.0.0.1", port, sharePort: "join", maxBodyBytes: 10, handler });
  self?.post({ kind: "listening" });
}
