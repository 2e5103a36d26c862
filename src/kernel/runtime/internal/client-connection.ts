/**
 * One connection of the HTTP/1.1 client.
 *
 * Invariants:
 * 1. At most one exchange at a time; no pipelining, so an answer belongs to the request before it.
 * 2. A connection goes back to its pool only if request and answer were both whole and both sides want to keep it.
 * 3. A byte that arrives while nothing was asked ends the connection.
 *
 *     fresh ──▶ busy ──▶ idle ──▶ busy …
 *                 └────────┴────▶ gone
 */
import { inflate } from "#compression";
import type { Socket, SocketOwner } from "../sockets.ts";
import { BodyReader } from "./body-reader.ts";
import { type ClientExchange, ClientResponse } from "./client-exchange.ts";
import { responseBodyLength } from "./http-framing.ts";
import {
  type FlatHeaders,
  HEAD_END,
  HeadParser,
  headerOf,
  MAX_HEAD_BYTES,
  type ResponseHead,
} from "./http-head.ts";
import { chunk, LAST_CHUNK } from "./http-response.ts";

/** What a connection tells its pool. */
export interface ConnectionPool {
  readonly maxResponseBytes: number;
  /** Free for the next exchange. */
  idle(connection: ClientConnection): void;
  gone(connection: ClientConnection): void;
  /** Sends an exchange once more, on no connection that has been idle. */
  again(exchange: ClientExchange): void;
}

export class ClientConnection implements SocketOwner {
  /** Time it was given back, of performance.now(). */
  idleSinceMs = 0;
  readonly #socket: Socket;
  readonly #pool: ConnectionPool;
  readonly #heads = new HeadParser();
  #head: ResponseHead | undefined;
  #headBytes = 0;
  #exchange: ClientExchange | undefined;
  /** An answer has been read on this connection before. */
  #reused = false;
  #answered = false;
  #sent = false;
  #input: Buffer | undefined;
  #body: BodyReader | undefined;
  /** Tells of an answer that is whole. */
  #finished: (() => void) | undefined;
  #keepAlive = true;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(socket: Socket, pool: ConnectionPool) {
    this.#socket = socket;
    this.#pool = pool;
  }

  /** Sends a request; its outcome is told to the exchange. */
  start(exchange: ClientExchange): void {
    this.#exchange = exchange;
    this.#answered = false;
    exchange.onCancel = this.#cancelled;
    const { body } = exchange.request;
    if (body === undefined || body instanceof Uint8Array) {
      this.#sent = this.#socket.writeMessage(exchange.head.text, body ?? EMPTY);
      return;
    }
    this.#sent = false;
    this.#socket.writeMessage(exchange.head.text, EMPTY);
    this.#sendStream(exchange, body).catch((error: unknown) => {
      exchange.fail("ABORTED", "the request's body failed", error);
      this.#socket.destroy();
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  onData(bytes: Buffer): void {
    if (this.#exchange === undefined && this.#body === undefined) {
      this.#socket.destroy(); // invariant 3
      return;
    }
    this.#answered = true;
    let rest = this.#input === undefined ? bytes : Buffer.concat([this.#input, bytes]);
    this.#input = undefined;
    while (this.#body === undefined) {
      const head = this.#takeHead(rest);
      if (head === undefined) return;
      rest = rest.subarray(this.#headBytes);
      if (head.status < 200) {
        if (rest.length === 0) return; // an interim answer; the real one follows
      } else if (this.#finishAtOnce(head, rest) || !this.#begin(head)) return;
    }
    const { length } = rest;
    const used = this.#body.push(rest, 0);
    if (used < length) this.#keepAlive = false; // more than was asked for
    this.#afterBody();
  }

  onDrain(): void {
    if (this.#drained === undefined) this.#sent = true; // what was written at once is out
    this.#drained?.();
    this.#drained = undefined;
  }

  onEnd(): void {
    this.#keepAlive = false;
    this.#body?.end();
    this.#afterBody();
    this.#socket.destroy();
  }

  onClose(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onDrain();
    this.#body?.fail("aborted");
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange !== undefined) {
      exchange.onCancel = undefined;
      if (this.#mayRetry(exchange)) this.#pool.again(exchange);
      else exchange.fail("RESET", "the connection was closed before the answer was whole", error);
    }
    this.#pool.gone(this);
  }

  /** An idle connection may have been closed by the peer while our request was under way. */
  #mayRetry(exchange: ClientExchange): boolean {
    const { body, retryStale } = exchange.request;
    const replayable = body === undefined || body instanceof Uint8Array;
    return (
      this.#reused &&
      !this.#answered &&
      replayable &&
      retryStale !== false &&
      !exchange.retried &&
      !exchange.settled
    );
  }

  readonly #cancelled = (): void => this.#socket.destroy();

  #broken(what: string): void {
    this.#exchange?.fail("PROTOCOL", what);
    this.#socket.destroy();
  }

  /** The next head in `bytes`, `#headBytes` long; `undefined` when it is not whole, or none. */
  #takeHead(bytes: Buffer): ResponseHead | undefined {
    this.#headBytes = this.#head === undefined ? 0 : this.#heads.repeated(bytes);
    if (this.#headBytes > 0) return this.#head;
    const end = bytes.indexOf(HEAD_END);
    if (end < 0 && bytes.length <= MAX_HEAD_BYTES) {
      this.#input = bytes;
      return undefined;
    }
    const head = end < 0 || end > MAX_HEAD_BYTES ? undefined : this.#heads.response(bytes, end + 4);
    if (head === undefined || head.status === 101) {
      this.#broken(end < 0 ? "the answer's headers are too large" : "the answer is not HTTP");
      return undefined;
    }
    this.#headBytes = end + 4;
    this.#head = head;
    return head;
  }

  /** An answer that came whole with its head, as most do, needs no reader. */
  #finishAtOnce(head: ResponseHead, rest: Buffer): boolean {
    const exchange = this.#exchange as ClientExchange;
    const length = responseBodyLength(exchange.request.method, head.status, head.headers);
    const whole = length === rest.length && length <= this.#pool.maxResponseBytes;
    if (!whole || exchange.request.stream === true) return false;
    this.#keepAlive &&= keepsAlive(head);
    this.#release(); // first: whoever is told may ask again, on this connection
    this.#finish(exchange, head, rest);
    return true;
  }

  /** The head of the answer is here; false when it makes no sense. */
  #begin(head: ResponseHead): boolean {
    const exchange = this.#exchange as ClientExchange;
    const length = responseBodyLength(exchange.request.method, head.status, head.headers);
    if (length === "invalid") {
      this.#broken("the answer's length makes no sense");
      return false;
    }
    this.#keepAlive &&= length !== undefined && keepsAlive(head);
    const streamed = exchange.request.stream === true;
    const maxBytes = streamed ? Number.POSITIVE_INFINITY : this.#pool.maxResponseBytes;
    const body = new BodyReader({ length, maxBytes, hold: this.#hold });
    this.#body = body;
    if (streamed) {
      exchange.succeed(new ClientResponse(head.status, head.headers, EMPTY, this.#streamed(body)));
    } else this.#readWhole(exchange, head, body);
    return true;
  }

  #readWhole(exchange: ClientExchange, head: ResponseHead, body: BodyReader): void {
    body.whenRead(this.#pool.maxResponseBytes, (result) => {
      if (result.ok) this.#finished = () => this.#finish(exchange, head, result.value);
      else if (result.error === "too_large") {
        exchange.fail("TOO_LARGE", `the answer is larger than ${this.#pool.maxResponseBytes} bytes`);
        this.#socket.destroy();
      } else exchange.fail("RESET", "the connection was closed before the answer was whole");
    });
  }

  #finish(exchange: ClientExchange, head: ResponseHead, bytes: Uint8Array): void {
    const encoded =
      exchange.head.inflates && headerOf(head.headers, "content-encoding")?.toLowerCase() === "gzip";
    if (!encoded || bytes.length === 0) {
      exchange.succeed(new ClientResponse(head.status, head.headers, bytes));
      return;
    }
    const plain = inflate("gzip", bytes, this.#pool.maxResponseBytes);
    if (plain.ok) {
      exchange.succeed(new ClientResponse(head.status, withoutEncoding(head.headers), plain.value));
    } else if (plain.error === "too_large")
      exchange.fail("TOO_LARGE", "the answer inflates beyond the limit");
    else exchange.fail("PROTOCOL", "the answer's gzip is corrupt");
  }

  async *#streamed(body: BodyReader): AsyncGenerator<Uint8Array, void> {
    try {
      yield* body.stream();
    } finally {
      if (!body.complete) this.#socket.destroy(); // given up half-way, or cut
    }
  }

  /** Is the answer whole, the connection is free again, or at its end. */
  #afterBody(): void {
    if (this.#body?.complete === true) this.#release();
    this.#finished?.();
    this.#finished = undefined;
  }

  #release(): void {
    const exchange = this.#exchange;
    this.#body = undefined;
    this.#exchange = undefined;
    if (exchange !== undefined) exchange.onCancel = undefined;
    this.#reused = true;
    if (this.#keepAlive && this.#sent) this.#pool.idle(this);
    else this.#socket.destroy();
  }

  async #sendStream(exchange: ClientExchange, body: AsyncIterable<Uint8Array>): Promise<void> {
    const chunked = !exchange.request.headers?.some(([name]) => name === "content-length");
    for await (const part of body) {
      if (this.#closed || this.#exchange !== exchange) return; // answered early, or gone
      if (part.length === 0) continue;
      if (!this.#socket.write(chunked ? chunk(part) : part)) await this.#drain();
    }
    if (this.#closed || this.#exchange !== exchange) return;
    if (chunked) this.#socket.write(LAST_CHUNK);
    this.#sent = true;
  }

  #drain(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  readonly #hold = (held: boolean): void => {
    if (held) this.#socket.pause();
    else this.#socket.resume();
  };
}

const EMPTY = Buffer.alloc(0);

function keepsAlive(head: ResponseHead): boolean {
  const connection = headerOf(head.headers, "connection")?.toLowerCase() ?? "";
  return head.minorVersion === 1 ? !connection.includes("close") : connection.includes("keep-alive");
}

function withoutEncoding(headers: FlatHeaders): FlatHeaders {
  const left: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== "content-encoding" && headers[i] !== "content-length") {
      left.push(headers[i] as string, headers[i + 1] as string);
    }
  }
  return left;
}
