import { createServer, isIP, type Socket as NetSocket, connect as netConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { Connect, ConnectError, ConnectOptions, Listen, Socket, SocketOwner } from "./sockets.ts";

class Stream implements Socket {
  readonly remoteAddress: string;
  readonly #raw: NetSocket;

  constructor(raw: NetSocket) {
    this.#raw = raw;
    this.remoteAddress = raw.remoteAddress ?? "";
  }

  write(data: Uint8Array | string): boolean {
    return this.#raw.writable ? this.#raw.write(data) : true;
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

export const connect: Connect = (options: ConnectOptions, own) => {
  const { host, port, unixPath, tls, timeoutMs } = options;
  const target = { ...(unixPath === undefined ? { host, port } : { path: unixPath }), allowHalfOpen: true };
  const raw =
    tls === undefined
      ? netConnect(target)
      : tlsConnect({
          ...target,
          ...(isIP(tls.serverName) ? {} : { servername: tls.serverName }),
          ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          rejectUnauthorized: tls.verify ?? true,
          ALPNProtocols: ["http/1.1"],
        });
  return new Promise<ConnectError | undefined>((resolve) => {
    const fail = (error: ConnectError): void => {
      clearTimeout(timer);
      raw.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => fail({ kind: "timeout", cause: undefined }), timeoutMs);
    const failed = (cause: Error): void => {
      const code = (cause as NodeJS.ErrnoException).code ?? "";
      const unreached = /^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|TIMEDOUT|ADDRNOTAVAIL|NOENT|ACCES)$/.test(
        code,
      );
      fail({ kind: tls === undefined || unreached ? "refused" : "tls", cause });
    };
    raw.once("error", failed);
    raw.once(tls === undefined ? "connect" : "secureConnect", () => {
      clearTimeout(timer);
      raw.off("error", failed);
      attach(raw, own);
      resolve(undefined);
    });
  });
};
