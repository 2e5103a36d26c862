/** What idle memory is measured by: a server in two threads that does nothing, built like dist/baton. */
export {};

const port = Number(process.argv.at(-1));
const fetch = (): Response => new Response("ok");

if (Bun.isMainThread) {
  Bun.serve({ hostname: "127.0.0.1", port, reusePort: true, fetch });
  const thread = new Worker(new URL("./empty-server.ts", import.meta.url).href);
  thread.addEventListener("message", () => console.log("up"));
  thread.postMessage(port);
} else {
  addEventListener("message", (event: MessageEvent) => {
    Bun.serve({ hostname: "127.0.0.1", port: event.data as number, reusePort: true, fetch });
    postMessage("up");
  });
}
