import { type HeaderLine, type HttpMessage, HttpReader } from "./http-reader.ts";
import { Outbox } from "./outbox.ts";

/** A request as bytes would have it: nothing is normalised or added but `host` and `content-length`. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  readonly headers?: readonly HeaderLine[];
  readonly body?: Uint8Array | string;
  /** Send the body in chunks of its own instead of announcing its length. */
  readonly chunked?: boolean;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

export function serialiseRequest(request: RawRequest, host: string): Buffer {
  const body = Buffer.from((request.body as string | Uint8Array<ArrayBuffer> | undefined) ?? "");
  const lines = (request.headers ?? []).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const named = (name: string) => (request.headers ?? []).some(([key]) => key.toLowerCase() === name);
  const hostLine = named("host") ? "" : `host: ${host}\r\n`;
  if (request.chunked) {
    const head = `${request.method} ${request.target} HTTP/1.1\r\n${hostLine}transfer-encoding: chunked\r\n${lines}\r\n`;
    const chunk =
      body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")];
    return Buffer.concat([Buffer.from(head, "latin1"), ...chunk, Buffer.from("0\r\n\r\n")]);
  }
  const length =
    named("content-length") || request.body === undefined ? "" : `content-length: ${body.length}\r\n`;
  const head = `${request.method} ${request.target} HTTP/1.1\r\n${hostLine}${length}${lines}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

/** Sends one request on a connection of its own. @throws Error when it is closed, reset or silent for `timeoutMs`. */
export function exchange(port: number, request: RawRequest, timeoutMs = 10_000): Promise<RawAnswer> {
  const reader = new HttpReader("response");
  reader.expectNoBody = request.method === "HEAD";
  return exchangeBytes(port, serialiseRequest(request, `127.0.0.1:${port}`), { reader, timeoutMs });
}

/** Sends any bytes on a connection of their own and reads one response. */
export function exchangeBytes(
  port: number,
  bytes: Uint8Array,
  options: { readonly reader?: HttpReader; readonly timeoutMs?: number; readonly halfClose?: boolean } = {},
): Promise<RawAnswer> {
  const { reader = new HttpReader("response"), timeoutMs = 10_000, halfClose = false } = options;
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  let outbox: Outbox | undefined;
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const done = (message: HttpMessage | undefined) => {
    if (message === undefined) reject(new Error("connection closed before a whole answer"));
    else if (!message.startLine.startsWith("HTTP/1.1 1")) resolve(toAnswer(message));
  };
  const connecting = Bun.connect({
    hostname: "127.0.0.1",
    port,
    allowHalfOpen: halfClose,
    socket: {
      open: (socket) => {
        outbox = new Outbox(socket);
        outbox.send(bytes);
        if (halfClose) outbox.endHalf();
      },
      data: (_socket, chunk) => {
        try {
          for (const message of reader.push(chunk)) done(message);
        } catch (error) {
          reject(error);
        }
      },
      drain: () => outbox?.drain(),
      end: () => done(reader.end()),
      close: () => done(reader.end()),
      error: (_socket, error) => reject(error),
      connectError: (_socket, error) => reject(error),
    },
  });
  connecting.catch(reject);
  return promise.finally(() => {
    clearTimeout(timer);
    connecting.then((socket) => socket.terminate()).catch(() => undefined);
  });
}

function toAnswer(message: HttpMessage): RawAnswer {
  return { status: Number(message.startLine.split(" ")[1]), headers: message.headers, body: message.body };
}

/** The answer's JSON. */
export function jsonOf(answer: RawAnswer): unknown {
  return JSON.parse(answer.body.toString());
}
