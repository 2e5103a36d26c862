/**
 * One HTTP exchange with a platform's API on this machine, with nothing of a client around it: no pool, no retry and,
 * unless asked for, no time limit. Over node:http, because `fetch` ends a silent request after 5 or 6 minutes.
 */
import { request as httpRequest } from "node:http";
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
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Answers of these APIs are small; one that is not is cut off and fails. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Never rejects. Faults: `BATON_LOCAL_HTTP`. */
export function localExchange(request: LocalRequest): Promise<Result<LocalResponse, Fault>> {
  return new Promise((resolve) => {
    const fail = (message: string, cause?: unknown): void =>
      resolve(err(new Fault(message, { code: "BATON_LOCAL_HTTP", source: "local", retryable: true, cause })));
    const { host, port, method, path, headers = {}, body } = request;
    const outgoing = httpRequest(
      { host, port, method, path, headers: { ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        let sizeBytes = 0;
        incoming.on("data", (chunk: Buffer) => {
          sizeBytes += chunk.length;
          if (sizeBytes > MAX_BODY_BYTES) incoming.destroy(new Error("answer too large"));
          else chunks.push(chunk);
        });
        incoming.on("error", (error) => fail("the answer broke off", error));
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve(ok({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
        });
      },
    );
    outgoing.on("error", (error) => fail("no answer", error));
    if (request.timeoutMs !== undefined) {
      const limit = setTimeout(() => outgoing.destroy(new Error("too late")), request.timeoutMs);
      outgoing.on("close", () => clearTimeout(limit));
    }
    outgoing.end(body);
  });
}
