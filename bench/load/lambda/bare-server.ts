/** Answers what the extension answers, and does nothing else: what a local HTTP exchange costs on this machine. Prints its port. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => {
    await request.arrayBuffer();
    return new Response("{}", { headers: { "content-type": "application/json" } });
  },
});
console.log(server.port);
