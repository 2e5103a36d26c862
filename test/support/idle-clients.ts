/** Opens many connections that say nothing, prints `ready`, and waits to be killed: `idle-clients.ts PORT COUNT`. */
const [port = 0, count = 0] = process.argv.slice(2).map(Number);
let open = 0;
for (let i = 0; i < count; i++) {
  await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
  open += 1;
}
process.stdout.write(`ready ${open}\n`);
