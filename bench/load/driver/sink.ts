import type { TCPSocketListener } from "bun";
import { decodeBody } from "../../../test/support/decode.ts";
import { FakeProjects } from "../../../test/support/fake-projects.ts";
import { type HttpMessage, HttpReader, headerOf } from "../../../test/support/http-reader.ts";
import { rawResponse } from "../../../test/support/raw-server.ts";
import { readWireEnvelope } from "../../../test/support/wire-envelope.ts";
import { KEY, PROJECT_ID } from "../traffic/requests.ts";

const ANSWER = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
);
/** Where a managed relay registers and asks for project configs. */
const RELAY_API = "/api/0/relays/";
/** What Sentry's settings of a new project say; without the feature a relay drops logs. */
const PROJECT_CONFIG = {
  datascrubbingSettings: { scrubData: true, scrubDefaults: true, scrubIpAddresses: false },
  features: ["organizations:ourlogs-ingestion"],
};
const HEAD_END = Buffer.from("\r\n\r\n");
const NONE: readonly Buffer[] = [];
const ONE: readonly Buffer[] = [ANSWER];
const SAMPLES = 5;

interface Connection {
  /** Reads whole requests: for the first envelopes, which are checked, and for what is more than counted. */
  careful: HttpReader | undefined;
  /** A request's head that has not arrived whole. */
  head: Buffer | undefined;
  bodyLeft: number;
}

/**
 * The cheapest upstream that still counts honestly: every request is delimited by its length and answered, the first
 * ones are decoded and read as envelopes. A managed relay may register and finds the traffic's project, with the
 * config of a new one. It must not be what limits a benchmark.
 */
export class Sink {
  delivered = 0;
  /** Envelope bodies as sent, compressed. */
  bytes = 0;
  /** What the checked requests contained, or why they could not be read. */
  readonly samples: string[] = [];
  readonly #projects = new FakeProjects();
  #listener: TCPSocketListener<Connection>;

  constructor() {
    this.#projects.add(KEY, PROJECT_ID, PROJECT_CONFIG);
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
          if (answers.length === 1) socket.write(answers[0] as Buffer);
          else if (answers.length > 1) socket.write(Buffer.concat(answers));
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

  /** @returns the answers to the requests that ended with this chunk. */
  #received(connection: Connection, chunk: Buffer): readonly Buffer[] {
    if (connection.careful === undefined && this.samples.length < SAMPLES && connection.bodyLeft === 0) {
      if (connection.head === undefined) connection.careful = new HttpReader("request");
    }
    return connection.careful === undefined
      ? this.#quick(connection, chunk)
      : this.#whole(connection, connection.careful, chunk);
  }

  #quick(connection: Connection, chunk: Buffer): readonly Buffer[] {
    let rest = chunk;
    if (connection.head !== undefined) {
      rest = Buffer.concat([connection.head, chunk]);
      connection.head = undefined;
    }
    let answers = NONE;
    while (rest.length > 0) {
      if (connection.bodyLeft === 0) {
        const end = rest.indexOf(HEAD_END);
        if (end < 0) {
          connection.head = rest;
          return answers;
        }
        const head = rest.toString("latin1", 0, end);
        if (pathOf(head).startsWith(RELAY_API)) {
          connection.careful = new HttpReader("request");
          return [...answers, ...this.#whole(connection, connection.careful, rest)];
        }
        connection.bodyLeft = announcedLength(head);
        this.bytes += connection.bodyLeft;
        rest = rest.subarray(end + 4);
      }
      const taken = Math.min(connection.bodyLeft, rest.length);
      connection.bodyLeft -= taken;
      rest = rest.subarray(taken);
      if (connection.bodyLeft > 0) return answers;
      answers = answers === NONE ? ONE : [...answers, ANSWER];
      this.delivered += 1;
    }
    return answers;
  }

  #whole(connection: Connection, reader: HttpReader, chunk: Buffer): readonly Buffer[] {
    const answers = reader.push(chunk).map((message) => this.#answer(message));
    if (reader.idle && this.samples.length >= SAMPLES) connection.careful = undefined;
    return answers;
  }

  #answer(message: HttpMessage): Buffer {
    const path = pathOf(message.startLine);
    if (path.startsWith(RELAY_API)) {
      const body = decodeBody(message.body, headerOf(message, "content-encoding"));
      const answer = this.#projects.answer(path, message, body);
      return rawResponse(
        answer?.status ?? 404,
        { "content-type": "application/json" },
        JSON.stringify(answer?.body ?? {}),
      );
    }
    this.#check(message);
    return ANSWER;
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

/** Of a head or its first line, without the query. */
function pathOf(head: string): string {
  const start = head.indexOf(" ") + 1;
  return head.slice(start, head.indexOf(" ", start)).split("?", 1)[0] as string;
}

/** @throws Error for a body of unannounced length: the sink would lose count. */
function announcedLength(head: string): number {
  const match = /\r\ncontent-length: ?(\d+)/i.exec(head);
  if (match !== null) return Number(match[1]);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error("the sink reads bodies of announced length only");
  return 0;
}
