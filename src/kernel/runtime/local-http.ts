/**
 * One HTTP exchange with a platform's API on this machine, with nothing of a client around it: no pool, no retry and,
 * unless asked for, no time limit. Over a plain socket: it is the first thing a Lambda extension does, and node:http alone
 * would cost it as much again.
 */
import { connect } from "node:net";
import { Fault } from "../base/fault.ts";
import { err, ok, type Result } from "../base/result.ts";

export interface LocalRequest {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Without it the answer may take hours. */
  readonly timeoutMs?: number;
}

export interface LocalResponse {
  readonly status: number;
  /** Lower-case names; of several lines the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers of these APIs are small; one that is not is cut off and fails. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Never rejects. Faults: `BATON_LOCAL_HTTP`. */
export function localExchange(request: LocalRequest): Promise<Result<LocalResponse, Fault>> {
  return new Promise((resolve) => {
    const socket = connect({ host: request.host, port: request.port });
    const { timeoutMs } = request;
    const limit = timeoutMs === undefined ? undefined : setTimeout(() => fail("too late"), timeoutMs);
    let received: Buffer = Buffer.alloc(0);
    const end = (result: Result<LocalResponse, Fault>): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(result);
    };
    const fail = (message: string, cause?: unknown): void => {
      end(err(new Fault(message, { code: "BATON_LOCAL_HTTP", source: "local", retryable: true, cause })));
    };
    socket.on("connect", () => void socket.write(wireRequest(request)));
    socket.on("data", (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (received.length > MAX_ANSWER_BYTES) return fail("the answer is too large");
      const response = readResponse(received, false);
      if (response) end(ok(response));
    });
    socket.on("error", (error) => fail("no answer", error));
    socket.on("close", () => {
      const response = readResponse(received, true);
      if (response) end(ok(response));
      else fail("the connection was closed before the answer");
    });
  });
}

function wireRequest({ host, port, method, path, headers = {}, body = "" }: LocalRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = method === "GET" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\nconnection: close\r\n${length}`;
  return `${head}${lines.join("")}\r\n${body}`;
}

/** @returns `undefined` while something is missing */
export function readResponse(received: Buffer, isClosed: boolean): LocalResponse | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = received.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const rest = received.subarray(end + 4);
  if (headers["transfer-encoding"]?.toLowerCase() === "chunked") {
    const body = readChunks(rest);
    return body && { status, headers, body: body.toString("utf8") };
  }
  const length = Number(headers["content-length"] ?? (isClosed ? rest.length : Number.POSITIVE_INFINITY));
  if (!(rest.length >= length)) return undefined;
  return { status, headers, body: rest.toString("utf8", 0, length) };
}

/** @returns `undefined` before the last chunk */
function readChunks(encoded: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = encoded.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = Number.parseInt(encoded.toString("latin1", at, line), 16);
    if (Number.isNaN(size) || encoded.length < line + 2 + size + 2) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(encoded.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
