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
import { BodyReader, isWasteful } from "./body-reader.ts";
import { HEAD_END, MAX_HEAD_BYTES, type RequestHead } from "./http-head.ts";
import { awaitedBody, type RequestBody, WholeBody } from "./request-body.ts";
import { type RequestPlan, RequestPlans } from "./request-plans.ts";
import { isHopeless, withoutLeadingLines } from "./request-rules.ts";
import { ResponseWriter } from "./response-writer.ts";
import { ServerRequest } from "./server-request.ts";

/** What connections share with their server. */
export interface ConnectionHost {
  readonly options: HttpServerOptions;
  /** Monotonic time that ticks coarsely. */
  readonly nowMs: number;
  closed(connection: ServerConnection): void;
}

const LINGER_MS = 1000;
const REQUESTS_PER_TURN = 32;
/** The rest of a body that nobody read: swallowing this much is cheaper than a new connection. */
const SWALLOW_BYTES = 64 * 1024;

export class ServerConnection implements SocketOwner {
  readonly #host: ConnectionHost;
  readonly #socket: Socket;
  readonly #writer: ResponseWriter;
  readonly #plans = new RequestPlans();
  #input: Buffer | undefined;
  /** Where the search for the end of a head goes on. */
  #scanned = 0;
  #request: ServerRequest | undefined;
  #body: BodyReader | undefined;
  /** The client waits for `100 Continue` before it sends the body. */
  #awaitsContinue = false;
  #keepAlive = true;
  #pumping = false;
  #inTurn = 0;
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
    if (this.#lingering || this.#closed) return;
    let rest = bytes;
    if (this.#body !== undefined && !this.#body.complete) {
      const { length } = bytes;
      const end = this.#body.push(bytes, 0);
      if (end === length) return;
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
    if (this.#lingering && !this.#writer.waiting)
      this.#socket.destroy(); // both sides have ended
    else if (this.#request === undefined) this.#close();
  }

  onClose(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    if (error !== undefined && !("code" in error)) this.#host.options.onError?.(error); // not the system's: a bug
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
    if (this.#request !== undefined) return;
    this.#close();
    if (!this.#writer.waiting) this.#socket.destroy(); // nothing was asked, so no answer can be lost
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Answers what has arrived whole: thousands of requests perhaps, so others get their turn in between. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#input !== undefined && this.#request === undefined && this.#readHead()) {
      if (this.#input === undefined || ++this.#inTurn % REQUESTS_PER_TURN !== 0) continue;
      setImmediate(this.#nextTurn);
      return; // still pumping, in the next turn
    }
    this.#pumping = false;
  }

  readonly #nextTurn = (): void => {
    this.#pumping = false;
    if (!this.#closed) this.#pump();
  };

  /** Begins the next request; false when more bytes are needed, or none are wanted. */
  #readHead(): boolean {
    const input = withoutLeadingLines(this.#input as Buffer);
    const repeated = this.#plans.repeated(input);
    if (repeated !== undefined) return this.#begin(repeated, input);
    const end = input.indexOf(HEAD_END, Math.max(0, this.#scanned - 3));
    if (end < 0 && input.length <= MAX_HEAD_BYTES) return this.#awaitHead(input);
    if (end < 0 || end > MAX_HEAD_BYTES) return this.#refuse(431);
    const plan = this.#plans.parse(input, end + 4);
    return typeof plan === "number" ? this.#refuse(plan) : this.#begin(plan, input);
  }

  #awaitHead(input: Buffer): false {
    this.#input = input.length === 0 ? undefined : input;
    if (input.length > 0 && isHopeless(input, this.#scanned)) return this.#refuse(400);
    this.#scanned = input.length;
    if (this.#deadlineMs === 0) this.#startHeaderClock();
    return false;
  }

  #begin(plan: RequestPlan, input: Buffer): true {
    this.#scanned = 0;
    this.#deadlineMs = 0;
    this.#keepAlive &&= plan.keepAlive;
    const body = this.#openBody(plan, input);
    this.#request = new ServerRequest(plan, body, this.#socket.remoteAddress);
    this.#answer(this.#request, plan.head);
    return true;
  }

  /** Takes what has come of the body; leaves the rest in `#input`. */
  #openBody({ length, expectsContinue, headBytes: start }: RequestPlan, input: Buffer): RequestBody {
    const { maxBodyBytes } = this.#host.options;
    const end = length === "chunked" ? Number.POSITIVE_INFINITY : start + length;
    if (end <= input.length && end - start <= maxBodyBytes && !isWasteful(end - start, input.length)) {
      this.#body = undefined;
      this.#input = end === input.length ? undefined : input.subarray(end);
      return new WholeBody(input.subarray(start, end));
    }
    const body = new BodyReader({ length, maxBytes: maxBodyBytes, hold: this.#holdForBody });
    const used = body.push(input, start);
    this.#input = used === input.length ? undefined : input.subarray(used);
    this.#body = body;
    if (this.#peerEnded) body.end();
    this.#awaitsContinue = expectsContinue && body.untouched;
    return this.#awaitsContinue ? awaitedBody(body, this.#sendContinue) : body;
  }

  readonly #sendContinue = (): void => {
    if (this.#awaitsContinue) this.#writer.continue();
    this.#awaitsContinue = false;
  };

  #answer(request: ServerRequest, head: RequestHead): void {
    try {
      const response = this.#host.options.handler(request);
      if (response instanceof Promise) this.#answerLater(response, head);
      else this.#respond(response, head);
    } catch (error) {
      this.#failed(error, head);
    }
  }

  #answerLater(response: Promise<HttpResponse>, head: RequestHead): void {
    response.then(
      (value) => this.#respond(value, head),
      (error: unknown) => this.#failed(error, head),
    );
  }

  #failed(error: unknown, head: RequestHead): void {
    this.#host.options.onError?.(error);
    this.#respond({ status: 500 }, head);
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
    if (this.#peerEnded) return false;
    const body = this.#body;
    if (body === undefined || body.complete) return true;
    return !this.#awaitsContinue && (body.left ?? Number.POSITIVE_INFINITY) <= SWALLOW_BYTES;
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

  #hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    if (held) this.#socket.pause();
    else this.#socket.resume();
  }
}
