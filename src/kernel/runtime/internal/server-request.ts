import type { Result } from "../../base/result.ts";
import type { BodyError, HttpHeaders, HttpRequest } from "../http.ts";
import { headerOf, type RequestHead } from "./http-head.ts";
import type { RequestBody } from "./request-body.ts";
import type { RequestPlan } from "./request-plans.ts";

const LENGTH = "content-length";

export class ServerRequest implements HttpRequest {
  readonly remoteAddress: string;
  readonly contentLength: number | undefined;
  readonly headId: object | undefined;
  readonly #head: RequestHead;
  readonly #body: RequestBody;
  #abort: AbortController | undefined;
  #gone = false;

  constructor({ head, announced, isRepeated }: RequestPlan, body: RequestBody, remoteAddress: string) {
    this.remoteAddress = remoteAddress;
    this.contentLength = announced;
    this.headId = isRepeated ? head : undefined;
    this.#head = head;
    this.#body = body;
  }

  get method(): string {
    return this.#head.method;
  }

  get path(): string {
    return this.#head.path;
  }

  get query(): string {
    return this.#head.query;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#gone) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  header(name: string): string | undefined {
    return name === LENGTH ? this.#lengthText() : headerOf(this.#head.headers, name);
  }

  headers(): HttpHeaders {
    const flat = this.#head.headers;
    const pairs: [string, string][] = [];
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      pairs.push([name, (name === LENGTH ? this.#lengthText() : flat[i + 1]) ?? ""]);
    }
    return pairs;
  }

  /** The head is shared by requests of several lengths. */
  #lengthText(): string | undefined {
    return this.contentLength === undefined ? undefined : String(this.contentLength);
  }

  body(limitBytes: number): Promise<Result<Uint8Array, BodyError>> {
    return this.#body.read(limitBytes);
  }

  bodyNow(limitBytes: number): Result<Uint8Array, BodyError> | undefined {
    return this.#body.now?.(limitBytes);
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#body.stream();
  }

  /** The client has gone: nobody will read an answer. */
  gone(): void {
    this.#gone = true;
    this.#abort?.abort();
  }
}
