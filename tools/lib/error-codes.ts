import type { FaultSource } from "../../src/kernel/base/fault.ts";

/** What docs/errors.md says about a code. */
export interface ErrorCode {
  readonly source: FaultSource | "either";
  /** What happened, as one sentence. */
  readonly means: string;
  /** What an operator can do, if anything. */
  readonly remedy: string;
  /** The release that stopped using it. A code is never given a second meaning. */
  readonly retiredIn?: string;
}

const BUG = "A bug of Baton: please report it with the log lines around it.";
const BUSY = "Passes by itself. If it stays, give the process more CPU or memory.";

/** Every code a `Fault` can carry, by code. A new one gets its line here, then `npm run gen`. */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  BATON_ACTOR_CRASHED: {
    source: "local",
    means: "An actor crashed while it handled a message; its owner restarts it.",
    remedy: BUG,
  },
  BATON_ARBITER_LOST: {
    source: "local",
    means: "The thread that runs an actor ended, or was silent past its heartbeat.",
    remedy: `It is started again. ${BUG}`,
  },
  BATON_ASK_REFUSED: {
    source: "local",
    means: "A question was refused because the mailbox of the asked actor was full.",
    remedy: BUSY,
  },
  BATON_ASK_STOPPED: {
    source: "local",
    means: "A question went to an actor that has stopped.",
    remedy: "Normal during a stop. Otherwise a bug of Baton: please report it.",
  },
  BATON_ASK_TIMEOUT: {
    source: "local",
    means: "A question was not answered within its time limit.",
    remedy: BUSY,
  },
  BATON_ASK_UNSENDABLE: {
    source: "local",
    means: "A question to another thread holds something that cannot travel, such as a function.",
    remedy: BUG,
  },
  BATON_CONFIG: {
    source: "local",
    means: "The configuration of a Lambda extension cannot be used; the message names file, key and reason.",
    remedy:
      "Correct it: `baton config check` finds the same problems. Until then the function runs without the extension.",
  },
  BATON_GEOIP: {
    source: "local",
    means: "The GeoIP database of `geoip.path` cannot be opened.",
    remedy: "Check that the file is there, readable, and a MaxMind database.",
  },
  BATON_HOLD_DISK_FAILED: {
    source: "local",
    means: "Envelopes could not be written to the spool; they stay in memory and are tried again.",
    remedy: "See the log line's error.",
  },
  BATON_HOLD_DISK_FULL: {
    source: "local",
    means: "The spool has reached `spool.envelopes.max_disk_size`.",
    remedy:
      "Raise the limit, or find out why nothing is delivered. Meanwhile envelopes stay in memory, then new ones are answered with 503.",
  },
  BATON_HTTP_ABORTED: {
    source: "local",
    means: "We gave up a request before it was answered.",
    remedy: "Normal during a stop.",
  },
  BATON_HTTP_CONNECT: {
    source: "upstream",
    means: "No connection to the upstream: refused, unreachable, or not within `http.connection_timeout`.",
    remedy: "Check `relay.upstream`, the network and proxies: `baton doctor` tries each step.",
  },
  BATON_HTTP_DNS: {
    source: "upstream",
    means: "The upstream's name could not be resolved.",
    remedy: "Check the name in `relay.upstream` and the resolver of this machine.",
  },
  BATON_HTTP_PROTOCOL: {
    source: "upstream",
    means: "The upstream answered with something that is not HTTP.",
    remedy:
      "Check whether `relay.upstream` names the right port and scheme, and what a proxy on the way answers.",
  },
  BATON_HTTP_RESET: {
    source: "upstream",
    means: "The connection broke before the answer was complete.",
    remedy: "Tried again by itself. If it stays, look at load balancers and proxies on the way.",
  },
  BATON_HTTP_TIMEOUT: {
    source: "upstream",
    means: "The upstream did not answer within `http.timeout`.",
    remedy: "Tried again by itself. Raise `http.timeout` when the upstream is known to be slow.",
  },
  BATON_HTTP_TLS: {
    source: "upstream",
    means: "The TLS handshake failed, most often over the certificate.",
    remedy: "Check the upstream's certificate and this machine's clock; `baton doctor` shows both.",
  },
  BATON_HTTP_TOO_LARGE: {
    source: "upstream",
    means: "The upstream's answer is larger than we accept.",
    remedy: "Check what answers at `relay.upstream`.",
  },
  BATON_LISTEN_ADDRESS: {
    source: "local",
    means: "The address to listen on does not exist on this machine.",
    remedy: "Check `relay.host`: it takes an IP address of this machine, or 0.0.0.0.",
  },
  BATON_LISTEN_DENIED: {
    source: "local",
    means: "The system does not allow us to listen on this port.",
    remedy: "Take a port from 1024 up in `relay.port`, or grant CAP_NET_BIND_SERVICE.",
  },
  BATON_LISTEN_IN_USE: {
    source: "local",
    means: "Another process listens on this port.",
    remedy: "Stop it, or choose another `relay.port`.",
  },
  BATON_LOCAL_HTTP: {
    source: "local",
    means: "A request to an API of this machine, such as AWS Lambda's, failed.",
    remedy:
      "Tried again where the platform allows it. If it stays, the message names the request and the cause.",
  },
  BATON_SQLITE_BUSY: {
    source: "local",
    means: "Another process holds the database.",
    remedy: "Run one relay per spool file.",
  },
  BATON_SQLITE_CONSTRAINT: { source: "local", means: "A row breaks a rule of its table.", remedy: BUG },
  BATON_SQLITE_CORRUPT: {
    source: "local",
    means: "The file is no SQLite database, or is damaged.",
    remedy: "Move it away and start again: what it held is lost unless SQLite's `.recover` gets it back.",
  },
  BATON_SQLITE_FAILED: {
    source: "local",
    means: "SQLite failed in another way; the message has its words.",
    remedy: BUG,
  },
  BATON_STOPPED: {
    source: "local",
    means: "The relay stops: a request that waited for the upstream was not sent.",
    remedy: "Nothing: its envelope is on disk, or counted as undelivered.",
  },
  BATON_UPSTREAM_OUTAGE: {
    source: "upstream",
    means:
      "The upstream has been out of reach for longer than `http.outage_grace_period`; nothing is sent until it answers a probe.",
    remedy: "`baton doctor` tells where the way ends.",
  },
  BATON_SQLITE_FULL: {
    source: "local",
    means: "The disk, or the limit set for the file, is full.",
    remedy: "Free space, or raise `spool.envelopes.max_disk_size`. Meanwhile new data is answered with 503.",
  },
  BATON_SQLITE_IO: {
    source: "local",
    means: "The disk failed to read or write.",
    remedy: "Look at the disk and the system log.",
  },
  BATON_SQLITE_OPEN: {
    source: "local",
    means: "The database file cannot be opened or created.",
    remedy: "Check that its folder exists and belongs to the user of the process.",
  },
  BATON_SQLITE_READ_ONLY: {
    source: "local",
    means: "The database file cannot be written.",
    remedy:
      "Check the permissions of the file and of its folder, and whether the volume is mounted read-only.",
  },
};
