import { request as httpRequest, type IncomingMessage } from "node:http";
import { Fault } from "../base/fault.ts";
import { err, ok, type Result } from "../base/result.ts";

/** A server on this machine. */
export type LocalTarget = { readonly host: string; readonly port: number } | { readonly socketPath: string };

export interface LocalStream {
  readonly status: number;
  /** The answer's body as it comes; ends when the server ends it or goes away. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Asks a server on this machine for an answer that goes on, over TCP or a unix socket, without any time limit.
 * Never rejects. Fault: `BATON_LOCAL_HTTP` when nobody answers.
 */
export function openLocalStream(
  target: LocalTarget,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Result<LocalStream, Fault>> {
  return new Promise((resolve) => {
    const options = { ...target, path, headers: { host: "localhost", ...headers }, agent: false, signal };
    const request = httpRequest(options, (response) => {
      resolve(ok({ status: response.statusCode ?? 0, chunks: untilEnd(response) }));
    });
    request.on("error", (cause) =>
      resolve(
        err(new Fault("no answer", { code: "BATON_LOCAL_HTTP", source: "local", retryable: true, cause })),
      ),
    );
    request.end();
  });
}

/** A broken connection is an end like any other: whoever reads a stream asks again. */
async function* untilEnd(response: IncomingMessage): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch {
    // Aborted, or the server went away.
  }
}
