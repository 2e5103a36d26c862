/** Single steps of reaching a server, each by itself: for finding out which of them fails. */
import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { err, ok, type Result } from "../base/result.ts";

/** Why a step failed: the system's code (`ENOTFOUND`, `ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED`, …) and its words. */
export interface ProbeError {
  readonly code: string;
  readonly message: string;
}

export interface TlsInfo {
  readonly protocol: string;
  /** End of the certificate's validity, as the certificate spells it. */
  readonly validTo: string;
  readonly issuer: string;
}

/** The addresses of a name, in the system's order. */
export async function resolveName(
  name: string,
  timeoutMs: number,
): Promise<Result<readonly string[], ProbeError>> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(timeoutError(timeoutMs)), timeoutMs);
  try {
    const found = await Promise.race([lookup(name, { all: true }), late.promise]);
    return ok(found.map(({ address }) => address));
  } catch (error) {
    return err(toProbeError(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Opens a TCP connection and closes it. */
export function probeTcp(host: string, port: number, timeoutMs: number): Promise<Result<void, ProbeError>> {
  return probe(connect({ host, port }), "connect", timeoutMs, () => undefined);
}

/** Does a TLS handshake, certificate and name checked, and closes the connection. */
export function probeTls(
  host: string,
  port: number,
  timeoutMs: number,
): Promise<Result<TlsInfo, ProbeError>> {
  const socket = connectTls({ host, port, servername: host, rejectUnauthorized: true });
  return probe(socket, "secureConnect", timeoutMs, () => tlsInfo(socket));
}

function tlsInfo(socket: TLSSocket): TlsInfo {
  const certificate = socket.getPeerCertificate();
  const issuer = certificate.issuer?.O ?? certificate.issuer?.CN;
  return {
    protocol: socket.getProtocol() ?? "unknown",
    validTo: certificate.valid_to ?? "",
    issuer: Array.isArray(issuer) ? issuer.join(", ") : (issuer ?? "unknown"),
  };
}

function probe<S extends Socket, T>(
  socket: S,
  event: string,
  timeoutMs: number,
  read: () => T,
): Promise<Result<T, ProbeError>> {
  return new Promise((resolve) => {
    const finish = (result: Result<T, ProbeError>) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish(err(toProbeError(timeoutError(timeoutMs)))), timeoutMs);
    socket.once(event, () => finish(ok(read())));
    socket.once("error", (error) => finish(err(toProbeError(error))));
  });
}

function timeoutError(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: "ETIMEDOUT" });
}

function toProbeError(error: unknown): ProbeError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { code, message: error instanceof Error ? error.message : String(error) };
}
