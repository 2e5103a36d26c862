/**
 * One client connection of the HTTP/1.1 server.
 *
 * Invariants:
 * 1. Requests of a connection are answered one at a time, in order; bytes of the next one wait in `#input`.
 * 2. `#input` holds at most a head's worth beyond one network read: above that the peer is held back.
 * 3. A connection whose framing broke, or whose body may not be read to its end, carries no further request.
 *
 *     head ──▶ answering ──▶ head …              keep-alive
 *       │          └───────▶ lingering ──▶ closed  our side has ended, what still comes is dropped
 *       └─(no request)─────────▲
 */
import type { HttpResponse, HttpServerOptions } from "../http.ts";
import type { Socket, SocketOwner } from "../sockets.ts";
import { BodyReader } from "./body-reader.ts";
import { requestBodyLength } from "./http-framing.ts";
import { headerOf, MAX_HEAD_BYTES, parseRequestHead, type RequestHead } from "./http-head.ts";
import { ResponseWriter } from "./response-writer.ts";
import { ServerRequest } from "./server-request.ts";

/** What connections share with their server. */
export interface ConnectionHost {
  readonly options: HttpServerOptions;
  /** Monotonic time that ticks coarsely. */
  readonly nowMs: number;
  closed(connection: ServerConnection): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LINGER_MS = 1000;
/** The rest of a body that nobody read: swallowing this much is cheaper than a new connection. */
const SWALLOW_BYTES = 64 * 1024;

export class ServerConnection implements SocketOwner {
  readonly #host: ConnectionHost;
  readonly #socket: Socket;
  readonly #writer: ResponseWriter;
  #input: Buffer | undefined;
  /** Where the search for the end of a head goes on. */
  #scanned = 0;
  #request: ServerRequest | undefined;
  #body: BodyReader | undefined;
  /** The client waits for `100 Continue` before it sends the body. */
  #awaitsContinue = false;
  #keepAlive = true;
  #pumping = false;
  #held = false;
  #lingering = false;
  #peerEnded = false;
  #closed = false;
  /** When this connection is closed, whatever happens; 0: no such time. */
  #deadlineMs = 0;
  #lastByteMs: number;

  constructor(host: ConnectionHost, socket: Socket) {
    this.#host = host;
    this.#socket = socket;
    this.#writer = new ResponseWriter(socket);
    this.#lastByteMs = host.nowMs;
  }

  onData(bytes: Buffer): void {
    this.#lastByteMs = this.#host.nowMs;
    if (this.#lingering) return;
    let rest = bytes;
    if (this.#body !== undefined && !this.#body.complete) {
      const end = this.#body.push(bytes, 0);
      if (end === bytes.length) return;
      rest = bytes.subarray(end);
    }
    this.#input = this.#input === undefined ? rest : Buffer.concat([this.#input, rest]);
    this.#pump();
    if (this.#input !== undefined && this.#request !== undefined && this.#input.length > MAX_HEAD_BYTES) {
      this.#hold(true);
    }
  }

  onDrain(): void {
    this.#lastByteMs = this.#host.nowMs;
    this.#writer.drained();
    if (this.#lingering) this.#deadlineMs = this.#host.nowMs + LINGER_MS;
  }

  /** The client will send no more: what it asked for whole is still answered. */
  onEnd(): void {
    this.#peerEnded = true;
    this.#body?.end();
    if (this.#request === undefined) this.#close();
  }

  onClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#body?.fail("aborted");
    this.#request?.gone();
    this.#writer.gone();
    this.#host.closed(this);
  }

  /** Called by the server's clock. */
  checkClocks(nowMs: number): void {
    const idleMs = this.#host.options.idleTimeoutMs ?? 0;
    const overdue = this.#deadlineMs !== 0 && nowMs >= this.#deadlineMs;
    if (!overdue && (idleMs === 0 || nowMs - this.#lastByteMs < idleMs)) return;
    if (this.#lingering || this.#request !== undefined) this.#socket.destroy();
    else this.#close();
  }

  /** The server stops: an idle connection ends now, a busy one with its answer. */
  finish(): void {
    this.#keepAlive = false;
    if (this.#request === undefined) this.#close();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Answers what has arrived whole; a loop, since a client may send thousands of requests at once. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#input !== undefined && this.#request === undefined && this.#readHead()) {}
    this.#pumping = false;
  }

  /** Begins the next request; false when more bytes are needed, or none are wanted. */
  #readHead(): boolean {
    const input = withoutLeadingLines(this.#input as Buffer);
    this.#input = input.length === 0 ? undefined : input;
    const end = input.indexOf(HEAD_END, Math.max(0, this.#scanned - 3));
    if (end > MAX_HEAD_BYTES || (end < 0 && input.length > MAX_HEAD_BYTES)) return this.#refuse(431);
    if (end < 0) {
      if (input.length > 0 && isHopeless(input, this.#scanned)) return this.#refuse(400);
      this.#scanned = input.length;
      if (this.#deadlineMs === 0) this.#startHeaderClock();
      return false;
    }
    this.#scanned = 0;
    this.#deadlineMs = 0;
    const head = parseRequestHead(input.toString("latin1", 0, end));
    if (typeof head === "number") return this.#refuse(head);
    const length = requestBodyLength(head.headers, head.minorVersion);
    if (length === "invalid") return this.#refuse(400);
    this.#begin(head, length, input, end + 4);
    return true;
  }

  #begin(head: RequestHead, length: number | "chunked", input: Buffer, bodyStart: number): void {
    this.#keepAlive &&= wantsKeepAlive(head);
    const body = new BodyReader({
      length,
      maxBytes: this.#host.options.maxBodyBytes,
      hold: this.#holdForBody,
    });
    const end = body.push(input, bodyStart);
    this.#input = end === input.length ? undefined : input.subarray(end);
    this.#body = body;
    this.#awaitsContinue =
      body.untouched && headerOf(head.headers, "expect")?.toLowerCase() === "100-continue";
    if (this.#peerEnded) body.end();
    const announced =
      length === 0 ? headerOf(head.headers, "content-length") !== undefined : length !== "chunked";
    this.#request = new ServerRequest({
      head,
      remoteAddress: this.#socket.remoteAddress,
      contentLength: announced ? (length as number) : undefined,
      body,
      onRead: this.#awaitsContinue ? this.#sendContinue : undefined,
    });
    this.#answer(this.#request, head);
  }

  #answer(request: ServerRequest, head: RequestHead): void {
    const failed = (error: unknown): void => {
      this.#host.options.onError?.(error);
      this.#respond({ status: 500 }, head);
    };
    let response: HttpResponse | Promise<HttpResponse>;
    try {
      response = this.#host.options.handler(request);
    } catch (error) {
      failed(error);
      return;
    }
    if (response instanceof Promise) response.then((value) => this.#respond(value, head), failed);
    else this.#respond(response, head);
  }

  #respond(response: HttpResponse, head: RequestHead): void {
    if (this.#closed) return;
    try {
      const goOn = this.#writer.write(response, head, this.#keepAlive && this.#mayGoOn());
      if (typeof goOn === "boolean") this.#next(goOn);
      else goOn.then((yes) => this.#next(yes), this.#bodyFailed);
    } catch (error) {
      this.#host.options.onError?.(error);
      this.#refuse(500);
    }
  }

  /** The answer has begun: all that is left is to cut it, so that it does not pass for a whole one. */
  readonly #bodyFailed = (error: unknown): void => {
    if (!this.#closed) this.#host.options.onError?.(error);
    this.#socket.destroy();
  };

  /** Invariant 3. */
  #mayGoOn(): boolean {
    const body = this.#body as BodyReader;
    if (this.#peerEnded) return false;
    return (
      body.complete || (!this.#awaitsContinue && (body.left ?? Number.POSITIVE_INFINITY) <= SWALLOW_BYTES)
    );
  }

  /** The answer is written: on to the next request, or the end. */
  #next(goOn: boolean): void {
    this.#request = undefined;
    if (this.#closed) return;
    if (!goOn || !this.#keepAlive) {
      this.#close();
      return;
    }
    if (this.#body?.complete === true) this.#body = undefined;
    else this.#body?.discard();
    this.#hold(false);
    this.#startHeaderClock();
    this.#pump();
  }

  #refuse(status: number): false {
    this.#writer.refuse(status);
    this.#close();
    return false;
  }

  /**
   * Ends our side, then drops what the client still sends for a moment: closing with unread input would reset the
   * connection and could take the answer with it.
   */
  #close(): void {
    if (this.#closed || this.#lingering) return;
    this.#lingering = true;
    this.#input = undefined;
    this.#body?.discard();
    this.#hold(false);
    this.#deadlineMs = this.#writer.waiting ? 0 : this.#host.nowMs + LINGER_MS;
    this.#socket.end();
  }

  #startHeaderClock(): void {
    const timeoutMs = this.#host.options.headerTimeoutMs ?? 0;
    this.#deadlineMs = timeoutMs > 0 ? this.#host.nowMs + timeoutMs : 0;
  }

  readonly #holdForBody = (held: boolean): void => this.#hold(held);

  readonly #sendContinue = (): void => {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.#writer.continue();
  };

  #hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    if (held) this.#socket.pause();
    else this.#socket.resume();
  }
}

/** Empty lines before a request are no part of it. */
function withoutLeadingLines(input: Buffer): Buffer {
  let start = 0;
  while (input[start] === 13 && input[start + 1] === 10) start += 2;
  return start === 0 ? input : input.subarray(start);
}

/** Whatever follows, this will not become a request. */
function isHopeless(input: Buffer, scanned: number): boolean {
  const first = input[0] as number;
  if ((first <= 32 && first !== 13) || first >= 127) return true;
  return input.includes("\n\n", Math.max(0, scanned - 1), "latin1");
}

function wantsKeepAlive(head: RequestHead): boolean {
  const connection = headerOf(head.headers, "connection")?.toLowerCase() ?? "";
  return head.minorVersion === 1 ? !connection.includes("close") : connection.includes("keep-alive");
}
