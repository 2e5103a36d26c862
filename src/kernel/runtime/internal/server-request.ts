import type { Result } from "../../base/result.ts";
import type { BodyError, HttpHeaders, HttpRequest } from "../http.ts";
import type { BodyReader } from "./body-reader.ts";
import { headerOf, type RequestHead } from "./http-head.ts";

export interface ServerRequestParts {
  readonly head: RequestHead;
  readonly remoteAddress: string;
  readonly contentLength: number | undefined;
  readonly body: BodyReader;
  /** Called when somebody first asks for the body: `Expect: 100-continue` is answered then. */
  readonly onRead: (() => void) | undefined;
}

export class ServerRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly remoteAddress: string;
  readonly contentLength: number | undefined;
  readonly #head: RequestHead;
  readonly #body: BodyReader;
  readonly #onRead: (() => void) | undefined;
  #abort: AbortController | undefined;
  #gone = false;

  constructor({ head, remoteAddress, contentLength, body, onRead }: ServerRequestParts) {
    this.method = head.method;
    this.path = head.path;
    this.query = head.query;
    this.remoteAddress = remoteAddress;
    this.contentLength = contentLength;
    this.#head = head;
    this.#body = body;
    this.#onRead = onRead;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#gone) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  header(name: string): string | undefined {
    return headerOf(this.#head.headers, name);
  }

  headers(): HttpHeaders {
    const flat = this.#head.headers;
    const pairs: [string, string][] = [];
    for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i] as string, flat[i + 1] as string]);
    return pairs;
  }

  body(limitBytes: number): Promise<Result<Uint8Array, BodyError>> {
    this.#onRead?.();
    return this.#body.read(limitBytes);
  }

  stream(): AsyncIterable<Uint8Array> {
    this.#onRead?.();
    return this.#body.stream();
  }

  /** The client has gone: nobody will read an answer. */
  gone(): void {
    this.#gone = true;
    this.#abort?.abort();
  }
}
