/**
 * Our own HTTP/1.1 server over raw sockets: the path stays as it was sent, limits and timeouts are ours, and a
 * request costs less than with the runtimes' own servers (docs/adr/0002-http-over-raw-sockets.md).
 */
import { connect, listen } from "#sockets";
import { Fault } from "../base/fault.ts";
import type { HttpServer, HttpServerOptions, ServeHttp } from "./http.ts";
import { ServerConnection } from "./internal/server-connection.ts";
import type { Socket, SocketListener, SocketOwner } from "./sockets.ts";

const TICK_MS = 250;
const ANSWER_TIMEOUT_MS = 1_000;
/** Where an address that stands for all of them is reached. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

export const serveHttp: ServeHttp = async (options) => {
  const server = new Server(options);
  await server.start();
  return server;
};

class Server implements HttpServer {
  readonly options: HttpServerOptions;
  nowMs = performance.now();
  readonly #connections = new Set<ServerConnection>();
  /** Accepted beyond `maxConnections`: connected, unread, until a place is free. */
  readonly #waiting: WaitingConnection[] = [];
  #listener: SocketListener | undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #stopping = false;
  #emptied: (() => void) | undefined;

  constructor(options: HttpServerOptions) {
    this.options = options;
  }

  get host(): string {
    return this.#listener?.host ?? this.options.host;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  async start(): Promise<void> {
    const { options } = this;
    const { sharePort, port, unixPath } = options;
    try {
      if (sharePort === "claim" && port !== 0 && unixPath === undefined) await this.#probe();
      this.#listener = await this.#listen(sharePort !== undefined);
    } catch (error) {
      throw listenFault(error, options);
    }
  }

  connections(): number {
    return this.#connections.size;
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#listener?.close();
    for (const waiting of this.#waiting.splice(0)) waiting.socket.destroy();
    for (const connection of this.#connections) connection.finish();
    if (this.#connections.size > 0) {
      const emptied = new Promise<void>((resolve) => {
        this.#emptied = resolve;
      });
      const timer = setTimeout(() => this.#destroyAll(), graceMs);
      await emptied;
      clearTimeout(timer);
    }
    clearInterval(this.#ticker);
  }

  /** Called by a connection that is gone. */
  closed(connection: ServerConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      this.#emptied?.();
    }
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next.gone) continue;
      next.admit(this.#open(next.socket));
      return;
    }
  }

  /**
   * SO_REUSEPORT would let us in beside a stranger: the first of us makes sure that nobody else is there. Connections of
   * a predecessor who shared the port, as the reference does, linger for a minute and keep it from whoever wants it
   * alone, but answer nobody.
   */
  async #probe(): Promise<void> {
    const { host, port } = this.options;
    try {
      const probe = await listen({ host, port, accept: turnAway });
      probe.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || (await isAnswering(host, port)))
        throw error;
    }
  }

  #listen(reusePort: boolean): Promise<SocketListener> {
    const { host, port, unixPath, tcpKeepAliveMs } = this.options;
    return listen({
      host,
      port,
      reusePort,
      ...(unixPath === undefined ? {} : { unixPath }),
      ...(tcpKeepAliveMs === undefined ? {} : { tcpKeepAliveMs }),
      accept: (socket) => this.#accept(socket),
    });
  }

  #accept(socket: Socket): SocketOwner {
    if (this.#connections.size < (this.options.maxConnections ?? Number.POSITIVE_INFINITY)) {
      return this.#open(socket);
    }
    const waiting = new WaitingConnection(socket);
    this.#waiting.push(waiting);
    return waiting;
  }

  #open(socket: Socket): ServerConnection {
    if (this.#ticker === undefined) {
      this.nowMs = performance.now();
      this.#ticker = setInterval(() => this.#tick(), TICK_MS);
      this.#ticker.unref();
    }
    const connection = new ServerConnection(this, socket);
    this.#connections.add(connection);
    if (this.#stopping) connection.finish();
    return connection;
  }

  #tick(): void {
    this.nowMs = performance.now();
    for (const connection of this.#connections) connection.checkClocks(this.nowMs);
  }

  #destroyAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}

/** A connection that has no place yet: nothing is read from it, TCP holds the client back. */
class WaitingConnection implements SocketOwner {
  readonly socket: Socket;
  gone = false;
  #owner: SocketOwner | undefined;
  #early: Buffer[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.pause();
  }

  admit(owner: SocketOwner): void {
    this.#owner = owner;
    for (const bytes of this.#early.splice(0)) owner.onData(bytes);
    this.socket.resume();
  }

  onData(bytes: Buffer): void {
    if (this.#owner === undefined) this.#early.push(bytes);
    else this.#owner.onData(bytes);
  }

  onDrain(): void {
    this.#owner?.onDrain();
  }

  onEnd(): void {
    if (this.#owner === undefined) this.socket.destroy();
    else this.#owner.onEnd();
  }

  onClose(error: Error | undefined): void {
    this.gone = true;
    this.#owner?.onClose(error);
  }
}

function turnAway(socket: Socket): SocketOwner {
  socket.destroy();
  return new WaitingConnection(socket);
}

/** Whether somebody takes connections there, or lets them wait. */
async function isAnswering(host: string, port: number): Promise<boolean> {
  const target = { host: LOOPBACK_OF[host] ?? host, port, timeoutMs: ANSWER_TIMEOUT_MS };
  let open: Socket | undefined;
  const failed = await connect(target, (socket) => {
    open = socket;
    return new WaitingConnection(socket);
  });
  open?.destroy();
  return failed?.kind !== "refused";
}

function listenFault(error: unknown, { host, port, unixPath }: HttpServerOptions): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const [kind, why] =
    code === "EADDRINUSE"
      ? ["IN_USE", "another process listens there"]
      : code === "EACCES" || code === "EPERM"
        ? ["DENIED", "this user may not"]
        : ["ADDRESS", "not an address of this machine"];
  const place = unixPath ?? `${host}:${port}`;
  return new Fault(`cannot listen on ${place}: ${why} (${code || String(error)})`, {
    code: `BATON_LISTEN_${kind}`,
    source: "local",
    cause: error,
  });
}
