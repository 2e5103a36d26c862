/** Runs inside a box: its upstream port leads to the unix socket outside, and `invoke.sock` to the emulator. */
import { connect, createServer, type NetConnectOpts } from "node:net";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";

function bridge(to: NetConnectOpts) {
  return createServer({ allowHalfOpen: true }, (from) => {
    const other = connect({ ...to, allowHalfOpen: true });
    from.pipe(other).pipe(from);
    from.on("error", () => other.destroy());
    other.on("error", () => from.destroy());
  });
}

bridge({ path: join(folder, "upstream.sock") }).listen(9999, "127.0.0.1");
bridge({ host: "127.0.0.1", port: 8080 }).listen(join(folder, "invoke.sock"));
