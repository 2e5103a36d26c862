import type { Socket, TCPSocketListener } from "bun";
import { type HttpMessage, HttpReader } from "./http-reader.ts";
import { Outbox } from "./outbox.ts";

/** One connection of the raw server: answers in bytes, so that it can also misbehave. */
export interface RawConnection {
  send(bytes: Uint8Array | string): void;
  /** Closes after what was sent is out. */
  close(): void;
  /** Drops the connection with a TCP reset. */
  reset(): void;
}

export type RawHandler = (request: HttpMessage, connection: RawConnection) => void;

interface State {
  readonly reader: HttpReader;
  readonly outbox: Outbox;
  readonly connection: RawConnection;
}

/** An HTTP/1.1 server on bare TCP: keeps raw paths and header lines, and answers any bytes at any time. */
export class RawServer {
  readonly #handler: RawHandler;
  readonly #sockets = new Set<Socket<State>>();
  #listener: TCPSocketListener<State> | undefined;
  #port = 0;
  /** Bytes that were not HTTP, one message each. */
  readonly problems: string[] = [];

  constructor(handler: RawHandler) {
    this.#handler = handler;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  listen(port = this.#port): this {
    this.#listener = Bun.listen<State>({
      hostname: "127.0.0.1",
      port,
      socket: {
        open: (socket) => {
          this.#sockets.add(socket);
          socket.data = newState(socket);
        },
        data: (socket, chunk) => this.#received(socket, chunk),
        drain: (socket) => socket.data.outbox.drain(),
        close: (socket) => void this.#sockets.delete(socket),
        error: (socket) => void this.#sockets.delete(socket),
      },
    });
    this.#port = this.#listener.port;
    return this;
  }

  /** Stops listening and drops all connections; `listen()` takes the same port again. */
  close(): void {
    this.#listener?.stop(true);
    this.#listener = undefined;
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
  }

  #received(socket: Socket<State>, chunk: Uint8Array): void {
    const { reader, connection } = socket.data;
    try {
      for (const request of reader.push(chunk)) this.#handler(request, connection);
    } catch (error) {
      this.problems.push(String(error));
      connection.reset();
    }
  }
}

function newState(socket: Socket<State>): State {
  const outbox = new Outbox(socket);
  const connection: RawConnection = {
    send: (bytes) => outbox.send(bytes),
    close: () => outbox.end(),
    reset: () => void socket.terminate(),
  };
  return { reader: new HttpReader("request"), outbox, connection };
}

/** Serialises a response with its length. */
export function rawResponse(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array | string = "",
): Buffer {
  const payload = Buffer.from(body as string);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = status === 204 || status === 304 ? "" : `content-length: ${payload.length}\r\n`;
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join("")}${length}\r\n`, "latin1"),
    payload,
  ]);
}
