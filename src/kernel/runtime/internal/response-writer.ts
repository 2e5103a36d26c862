import type { HttpResponse } from "../http.ts";
import type { Socket } from "../sockets.ts";
import type { RequestHead } from "./http-head.ts";
import {
  bodyBytes,
  chunk,
  dateHeader,
  headerBlock,
  isStreamed,
  LAST_CHUNK,
  statusLine,
} from "./http-response.ts";

const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Writes the answers of one connection. */
export class ResponseWriter {
  readonly #socket: Socket;
  /** The kernel has not taken everything yet. */
  #waiting = false;
  #gone = false;
  #drained: (() => void) | undefined;
  #iterator: AsyncIterator<Uint8Array> | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  /**
   * Writes an answer; a promise while its body streams. `keepAlive` is what the connection would like; answered is
   * whether it can go on. Throws, or rejects, when the answer cannot be completed.
   */
  write(response: HttpResponse, head: RequestHead, keepAlive: boolean): boolean | Promise<boolean> {
    const { status, headers = [], body } = response;
    const block = headerBlock(headers);
    const start = statusLine(status) + block.text;
    const bodiless = head.method === "HEAD" || BODILESS.has(status);
    if (isStreamed(body) && !bodiless) {
      return this.#stream(start, block.latin1, response, body, head, keepAlive);
    }
    const plain = isStreamed(body) ? undefined : body;
    const length = BODILESS.has(status) ? "" : `content-length: ${announced(response, plain)}\r\n`;
    const text = start + length + lastLines(head, keepAlive);
    this.#sendMessage(text, block.latin1, bodiless ? "" : (plain ?? ""));
    return keepAlive;
  }

  /** An answer without a handler. */
  refuse(status: number): void {
    this.#send(`${statusLine(status)}content-length: 0\r\nconnection: close\r\n${dateHeader()}\r\n`);
  }

  continue(): void {
    this.#send("HTTP/1.1 100 Continue\r\n\r\n");
  }

  drained(): void {
    this.#waiting = false;
    this.#drained?.();
    this.#drained = undefined;
  }

  /** The client is gone: whoever makes a body for it may stop. */
  gone(): void {
    this.#gone = true;
    this.drained();
    this.#iterator?.return?.()?.catch(() => {});
  }

  #sendMessage(head: string, latin1: boolean, body: Uint8Array | string): void {
    if (typeof body !== "string") {
      if (!this.#socket.writeMessage(head, body)) this.#waiting = true;
    } else if (latin1) this.#sendMessage(head, latin1, Buffer.from(body));
    else this.#send(head + body);
  }

  #send(part: Uint8Array | string): void {
    if (!this.#socket.write(part)) this.#waiting = true;
  }

  async #stream(
    start: string,
    latin1: boolean,
    response: HttpResponse,
    body: AsyncIterable<Uint8Array>,
    head: RequestHead,
    wanted: boolean,
  ): Promise<boolean> {
    const length = response.headers?.find(([name]) => name === "content-length")?.[1];
    const chunked = length === undefined && head.minorVersion === 1;
    const keepAlive = wanted && (chunked || length !== undefined);
    const framing = chunked ? "transfer-encoding: chunked\r\n" : "";
    const given = length === undefined ? framing : `content-length: ${length}\r\n`;
    const text = start + given + lastLines(head, keepAlive);
    this.#sendMessage(text, latin1, "");

    const iterator = body[Symbol.asyncIterator]();
    this.#iterator = iterator;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (next.value.length > 0) this.#send(chunked ? chunk(next.value) : next.value);
      if (this.#waiting && !this.#gone) await this.#drain();
      if (this.#gone) return false;
    }
    this.#iterator = undefined;
    if (chunked) this.#send(LAST_CHUNK);
    return keepAlive;
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }
}

/** `connection`, `date`, and the empty line that ends a head. */
function lastLines(head: RequestHead, keepAlive: boolean): string {
  if (keepAlive === (head.minorVersion === 1)) return `${dateHeader()}\r\n`; // what the version means by itself
  return `connection: ${keepAlive ? "keep-alive" : "close"}\r\n${dateHeader()}\r\n`;
}

/** The answer to HEAD may announce the length of a body that it does not carry. */
function announced(response: HttpResponse, body: Uint8Array | string | undefined): number | string {
  if (body !== undefined) return bodyBytes(body);
  return response.headers?.find(([name]) => name === "content-length")?.[1] ?? 0;
}
