import type { TCPSocketListener } from "bun";
import { decodeBody } from "../../../test/support/decode.ts";
import { type HttpMessage, HttpReader, headerOf } from "../../../test/support/http-reader.ts";
import { readWireEnvelope } from "../../../test/support/wire-envelope.ts";

const ANSWER = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
);
const HEAD_END = Buffer.from("\r\n\r\n");
const SAMPLES = 5;

interface Connection {
  /** Reads whole requests: for the first ones, which are checked, and for what the quick way cannot do. */
  careful: HttpReader | undefined;
  /** A request's head that has not arrived whole. */
  head: Buffer | undefined;
  bodyLeft: number;
}

/**
 * The cheapest upstream that still counts honestly: every request is delimited by its length and answered, the first
 * ones are decoded and read as envelopes. It must not be what limits a benchmark.
 */
export class Sink {
  delivered = 0;
  /** Envelope bodies as sent, compressed. */
  bytes = 0;
  /** What the checked requests contained, or why they could not be read. */
  readonly samples: string[] = [];
  #listener: TCPSocketListener<Connection>;

  constructor() {
    this.#listener = this.#listen(0);
  }

  /** Refuses connections and drops the open ones: an upstream that is down. */
  refuse(on: boolean): void {
    const { port } = this.#listener;
    this.#listener.stop(true);
    if (!on) this.#listener = this.#listen(port);
  }

  #listen(port: number): TCPSocketListener<Connection> {
    return Bun.listen<Connection>({
      hostname: "127.0.0.1",
      port,
      socket: {
        open: (socket) => {
          socket.data = { careful: undefined, head: undefined, bodyLeft: 0 };
        },
        data: (socket, chunk) => {
          const answers = this.#received(socket.data, chunk);
          if (answers === 1) socket.write(ANSWER);
          else if (answers > 1) socket.write(Buffer.concat(Array.from({ length: answers }, () => ANSWER)));
        },
      },
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  close(): void {
    this.#listener.stop(true);
  }

  /** @returns how many requests ended with this chunk. */
  #received(connection: Connection, chunk: Buffer): number {
    if (connection.careful === undefined && this.samples.length < SAMPLES && connection.bodyLeft === 0) {
      if (connection.head === undefined) connection.careful = new HttpReader("request");
    }
    return connection.careful === undefined
      ? this.#quick(connection, chunk)
      : this.#checked(connection, chunk);
  }

  #quick(connection: Connection, chunk: Buffer): number {
    let rest = chunk;
    if (connection.head !== undefined) {
      rest = Buffer.concat([connection.head, chunk]);
      connection.head = undefined;
    }
    let ended = 0;
    while (rest.length > 0) {
      if (connection.bodyLeft === 0) {
        const end = rest.indexOf(HEAD_END);
        if (end < 0) {
          connection.head = rest;
          return ended;
        }
        const head = rest.toString("latin1", 0, end);
        connection.bodyLeft = announcedLength(head);
        this.bytes += connection.bodyLeft;
        rest = rest.subarray(end + 4);
      }
      const taken = Math.min(connection.bodyLeft, rest.length);
      connection.bodyLeft -= taken;
      rest = rest.subarray(taken);
      if (connection.bodyLeft > 0) return ended;
      ended += 1;
      this.delivered += 1;
    }
    return ended;
  }

  #checked(connection: Connection, chunk: Buffer): number {
    const messages = connection.careful?.push(chunk) ?? [];
    for (const message of messages) this.#check(message);
    if (connection.careful?.idle && this.samples.length >= SAMPLES) connection.careful = undefined;
    return messages.length;
  }

  #check(message: HttpMessage): void {
    if (message.startLine.startsWith("POST")) {
      this.delivered += 1;
      this.bytes += message.body.length;
    }
    try {
      const encoding = headerOf(message, "content-encoding");
      const envelope = readWireEnvelope(decodeBody(message.body, encoding));
      const items = envelope.items.map(({ type, payload }) => `${type} ${payload.length}`);
      this.samples.push(`${encoding ?? "identity"}: ${items.join(", ")}`);
    } catch (error) {
      this.samples.push(`unreadable: ${error}`);
    }
  }
}

/** @throws Error for a body of unannounced length: the sink would lose count. */
function announcedLength(head: string): number {
  const match = /\r\ncontent-length: ?(\d+)/i.exec(head);
  if (match !== null) return Number(match[1]);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error("the sink reads bodies of announced length only");
  return 0;
}
