import { err, ok } from "../../base/result.ts";
import type { HttpClientListener, HttpClientRequest, HttpClientResponse, HttpHeaders } from "../http.ts";
import { type ClientFaultKind, clientFault } from "./client-fault.ts";
import type { ClientHead } from "./client-head.ts";
import type { Target } from "./client-target.ts";
import type { Deadlines } from "./deadlines.ts";
import { type FlatHeaders, headerOf } from "./http-head.ts";

export interface ExchangeParts {
  readonly request: HttpClientRequest;
  readonly target: Target;
  readonly head: ClientHead;
  /** Must call `timedOut`. */
  readonly deadlines: Deadlines<ClientExchange>;
  readonly tell: HttpClientListener;
}

/** One request on its way: waiting, connecting or on a connection. Settles once. */
export class ClientExchange {
  readonly request: HttpClientRequest;
  readonly target: Target;
  readonly head: ClientHead;
  /** A fresh connection was forced, after a reused one was found dead. */
  retried = false;
  settled = false;
  /** Set while a connection works for it: called when time is up or the caller aborts. */
  onCancel: (() => void) | undefined;
  readonly #tell: HttpClientListener;
  readonly #deadlines: Deadlines<ClientExchange>;
  #onAbort: (() => void) | undefined;

  constructor(parts: ExchangeParts) {
    const { request } = parts;
    this.#deadlines = parts.deadlines;
    this.request = request;
    this.target = parts.target;
    this.head = parts.head;
    this.#tell = parts.tell;
    const { timeoutMs, signal } = request;
    if (timeoutMs > 0 && timeoutMs < MAX_TIMER_MS) this.#deadlines.add(this, timeoutMs);
    if (signal !== undefined) {
      this.#onAbort = () => this.cancel("ABORTED", "given up by the caller");
      signal.addEventListener("abort", this.#onAbort);
      if (signal.aborted) this.#onAbort();
    }
  }

  succeed(response: HttpClientResponse): void {
    if (this.#settle()) this.#tell(ok(response));
  }

  fail(kind: ClientFaultKind, what: string, cause?: unknown): void {
    const { host, port } = this.target.origin;
    if (this.#settle()) this.#tell(err(clientFault(kind, `${host}:${port}: ${what}`, cause)));
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.#deadlines.remove(this, this.request.timeoutMs);
    if (this.#onAbort !== undefined) this.request.signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }

  cancel(kind: ClientFaultKind, what: string): void {
    this.fail(kind, what);
    this.onCancel?.();
  }
}

export function timedOut(exchange: ClientExchange): void {
  exchange.cancel("TIMEOUT", `no answer within ${exchange.request.timeoutMs} ms`);
}

/** setTimeout takes more for less: what is longer than 24 days is no limit. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class ClientResponse implements HttpClientResponse {
  readonly status: number;
  readonly body: Uint8Array;
  readonly stream?: AsyncIterable<Uint8Array>;
  readonly #flat: FlatHeaders;
  #pairs: HttpHeaders | undefined;

  constructor(status: number, headers: FlatHeaders, body: Uint8Array, stream?: AsyncIterable<Uint8Array>) {
    this.status = status;
    this.#flat = headers;
    this.body = body;
    if (stream !== undefined) this.stream = stream;
  }

  get headers(): HttpHeaders {
    if (this.#pairs === undefined) {
      const pairs: [string, string][] = [];
      for (let i = 0; i < this.#flat.length; i += 2) {
        pairs.push([this.#flat[i] as string, this.#flat[i + 1] as string]);
      }
      this.#pairs = pairs;
    }
    return this.#pairs;
  }

  header(name: string): string | undefined {
    return headerOf(this.#flat, name);
  }
}
