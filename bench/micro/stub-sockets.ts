/**
 * Sockets that lead nowhere, in place of `#sockets` under the condition `stub-sockets`: what runs on them costs what our own
 * code costs, without the kernel's share.
 */
import type { Connect, Listen, Socket, SocketOwner, StartTls } from "../../src/kernel/runtime/sockets.ts";

/** Our end of a connection. What is written is counted, and put together as a real one would. */
export class StubSocket implements Socket {
  readonly remoteAddress = "127.0.0.1";
  owner: SocketOwner | undefined;
  writes = 0;
  readonly #written: ((socket: StubSocket) => void) | undefined;

  constructor(written?: (socket: StubSocket) => void) {
    this.#written = written;
  }

  write(): boolean {
    this.writes += 1;
    this.#written?.(this);
    return true;
  }

  writeMessage(head: string, body: Uint8Array): boolean {
    if (head.length + body.length <= SCRATCH.length) {
      SCRATCH.write(head, 0, "latin1");
      SCRATCH.set(body, head.length);
    }
    return this.write();
  }

  end(): void {}
  destroy(): void {}
  pause(): void {}
  resume(): void {}
  keepProcess(): void {}
}

const SCRATCH = Buffer.allocUnsafeSlow(64 * 1024);

/** Connections that the upstream has a request on. */
export const asked: StubSocket[] = [];

let accept: ((socket: Socket) => SocketOwner) | undefined;

/** A client's connection to whoever listens. */
export function dial(): StubSocket {
  const socket = new StubSocket();
  socket.owner = accept?.(socket);
  return socket;
}

export const listen: Listen = async (options) => {
  if (options.unixPath === undefined) accept = options.accept; // there the commands come in, not the clients
  return { host: options.host, port: options.port, close: () => {} };
};

export const connect: Connect = async (_options, own) => {
  const socket = new StubSocket((written) => asked.push(written));
  socket.owner = own(socket);
  return undefined;
};

export const startTls: StartTls = async () => ({ kind: "tls", cause: "there is no TLS here" });
