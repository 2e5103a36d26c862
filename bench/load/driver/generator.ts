import type { Socket } from "bun";
import { Outbox } from "../../../test/support/outbox.ts";
import { Latencies } from "./latency.ts";

interface Connection {
  outbox: Outbox;
  sentAtMs: number;
  /** Bytes of an answer that has not arrived whole. */
  rest: string;
}

/**
 * Sends prepared requests over keep-alive connections, the next one when the last is answered: as many at once as
 * there are connections, never pipelined. With `hasRoom` a connection waits for `resume` while the answer is no.
 */
export class Generator {
  accepted = 0;
  refused = 0;
  readonly latencies = new Latencies();
  readonly #requests: readonly Buffer[];
  readonly #sockets = new Set<Socket<Connection>>();
  #next = 0;
  #running = true;
  #left: number;
  readonly #hasRoom: () => boolean;
  #waiting: Socket<Connection>[] = [];

  constructor(
    requests: readonly Buffer[],
    limit = Number.POSITIVE_INFINITY,
    hasRoom: () => boolean = () => true,
  ) {
    this.#requests = requests;
    this.#left = limit;
    this.#hasRoom = hasRoom;
  }

  /** True when the limit is reached and everything is answered. */
  get done(): boolean {
    return this.#left <= 0 && this.#sockets.size === 0;
  }

  async connect(port: number, connections: number): Promise<void> {
    for (let index = 0; index < connections; index++) {
      await Bun.connect<Connection>({
        hostname: "127.0.0.1",
        port,
        data: undefined as unknown as Connection,
        socket: {
          open: (socket) => {
            socket.data = { outbox: new Outbox(socket), sentAtMs: 0, rest: "" };
            this.#sockets.add(socket);
            this.#send(socket);
          },
          data: (socket, chunk) => this.#received(socket, chunk),
          drain: (socket) => socket.data.outbox.drain(),
          close: (socket) => void this.#sockets.delete(socket),
        },
      });
    }
  }

  /** Requests that are under way are still answered. */
  stop(): void {
    this.#running = false;
    this.resume();
  }

  /** Lets the connections go on that had no room. */
  resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const socket of waiting) this.#send(socket);
  }

  #send(socket: Socket<Connection>): void {
    if (!this.#running || this.#left <= 0) {
      this.#sockets.delete(socket);
      socket.end();
      return;
    }
    if (!this.#hasRoom()) {
      this.#waiting.push(socket);
      return;
    }
    this.#left -= 1;
    socket.data.sentAtMs = performance.now();
    socket.data.outbox.send(this.#requests[this.#next++ % this.#requests.length] as Buffer);
  }

  #received(socket: Socket<Connection>, chunk: Buffer): void {
    const { data } = socket;
    const text = data.rest + chunk.toString("latin1");
    const head = text.indexOf("\r\n\r\n");
    const length = head < 0 ? Number.NaN : Number(/\r\ncontent-length: ?(\d+)/i.exec(text)?.[1] ?? 0);
    if (head < 0 || text.length < head + 4 + length) {
      data.rest = text;
      return;
    }
    data.rest = "";
    if (text.startsWith("HTTP/1.1 200")) this.accepted += 1;
    else this.refused += 1;
    this.latencies.add(performance.now() - data.sentAtMs);
    this.#send(socket);
  }
}
