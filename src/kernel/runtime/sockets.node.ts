import { createServer, isIP, type Socket as NetSocket, connect as netConnect } from "node:net";
import { type ConnectionOptions, connect as tlsConnect } from "node:tls";
import type { Connect, ConnectError, Listen, Socket, SocketOwner, StartTls, TlsOptions } from "./sockets.ts";

class Stream implements Socket {
  readonly remoteAddress: string;
  readonly #raw: NetSocket;

  constructor(raw: NetSocket) {
    this.#raw = raw;
    this.remoteAddress = raw.remoteAddress ?? "";
  }

  /** Gives the wire away; this stream hears no more. */
  detach(): NetSocket {
    this.#raw.removeAllListeners();
    return this.#raw;
  }

  write(data: Uint8Array | string): boolean {
    return this.#raw.writable ? this.#raw.write(data) : true;
  }

  writeMessage(head: string, body: Uint8Array): boolean {
    if (!this.#raw.writable) return true;
    this.#raw.cork();
    this.#raw.write(head, "latin1");
    const taken = this.#raw.write(body);
    this.#raw.uncork();
    return taken;
  }

  end(): void {
    this.#raw.end();
  }

  destroy(): void {
    this.#raw.destroy();
  }

  pause(): void {
    this.#raw.pause();
  }

  resume(): void {
    this.#raw.resume();
  }

  keepProcess(alive: boolean): void {
    if (alive) this.#raw.ref();
    else this.#raw.unref();
  }
}

function attach(raw: NetSocket, own: (socket: Socket) => SocketOwner): void {
  let problem: Error | undefined;
  raw.setNoDelay(true);
  const owner = own(new Stream(raw));
  raw.on("data", (bytes: Buffer) => owner.onData(bytes));
  raw.on("drain", () => owner.onDrain());
  raw.on("end", () => owner.onEnd());
  raw.on("error", (error) => {
    problem = error;
  });
  raw.on("close", () => owner.onClose(problem));
}

export const listen: Listen = (options) => {
  const { host, port, unixPath, reusePort = false, tcpKeepAliveMs = 0, accept } = options;
  const keepAlive = { keepAlive: tcpKeepAliveMs > 0, keepAliveInitialDelay: tcpKeepAliveMs };
  const server = createServer({ allowHalfOpen: true, ...keepAlive }, (raw) => attach(raw, accept));
  const target = unixPath === undefined ? { host, port, reusePort } : { path: unixPath };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ ...target, backlog: 1024 }, () => {
      const address = server.address();
      const bound = typeof address === "string" || address === null ? 0 : address.port;
      resolve({ host: unixPath ?? host, port: bound, close: () => void server.close() });
    });
  });
};

export const connect: Connect = (options, own) => {
  const { host, port, unixPath, tls, timeoutMs } = options;
  const target = { ...(unixPath === undefined ? { host, port } : { path: unixPath }), allowHalfOpen: true };
  if (tls === undefined) return opened(netConnect(target), "connect", timeoutMs, own);
  return opened(tlsConnect({ ...target, ...tlsOptions(tls) }), "secureConnect", timeoutMs, own);
};

export const startTls: StartTls = (socket, { tls, timeoutMs }, own) => {
  const raw = (socket as Stream).detach();
  return opened(tlsConnect({ socket: raw, ...tlsOptions(tls) }), "secureConnect", timeoutMs, own);
};

const UNREACHED = /^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|TIMEDOUT|ADDRNOTAVAIL|NOENT|ACCES)$/;

function opened(
  raw: NetSocket,
  event: "connect" | "secureConnect",
  timeoutMs: number,
  own: (socket: Socket) => SocketOwner,
): Promise<ConnectError | undefined> {
  return new Promise((resolve) => {
    const fail = (error: ConnectError): void => {
      clearTimeout(timer);
      raw.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => fail({ kind: "timeout", cause: undefined }), timeoutMs);
    const failed = (cause: Error): void => {
      const unreached = UNREACHED.test((cause as NodeJS.ErrnoException).code ?? "");
      fail({ kind: event === "connect" || unreached ? "refused" : "tls", cause });
    };
    raw.on("error", failed);
    raw.once(event, () => {
      clearTimeout(timer);
      raw.off("error", failed);
      attach(raw, own);
      resolve(undefined);
    });
  });
}

function tlsOptions({ serverName, ca }: TlsOptions): ConnectionOptions {
  return {
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: true,
    ALPNProtocols: ["http/1.1"],
  };
}
