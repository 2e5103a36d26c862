/** A thread for tests: echoes, crashes, hangs or ends on request, and can share a port. */
import { serveHttp } from "#http-server";
import { enterThread } from "#threads";

export type ToThread =
  | { readonly kind: "echo"; readonly bytes: Uint8Array }
  | { readonly kind: "throw" }
  | { readonly kind: "hang" }
  | { readonly kind: "listen"; readonly port: number };

export type FromThread =
  | { readonly kind: "hello"; readonly data: unknown }
  | { readonly kind: "echoed"; readonly bytes: Uint8Array }
  | { readonly kind: "listening" };

enterThread<FromThread, ToThread>(({ data, post, receive }) => {
  receive((message) => {
    if (message.kind === "echo")
      post({ kind: "echoed", bytes: message.bytes }, [message.bytes.buffer as ArrayBuffer]);
    else if (message.kind === "throw") throw new Error("thrown in the thread");
    else if (message.kind === "hang") while (true);
    else void share(message.port).then(() => post({ kind: "listening" }));
  });
  post({ kind: "hello", data });
});

async function share(port: number): Promise<void> {
  const handler = () => ({ status: 200, body: "thread" });
  await serveHttp({ host: "127.0.0.1", port, sharePort: "join", maxBodyBytes: 10, handler });
}
