import type { Dsn } from "./dsn.ts";

/** User agent client hints, by the names that the envelope header uses. */
export interface ClientHints {
  readonly sec_ch_ua_platform?: string | undefined;
  readonly sec_ch_ua_platform_version?: string | undefined;
  readonly sec_ch_ua?: string | undefined;
  readonly sec_ch_ua_model?: string | undefined;
}

/**
 * Who sent an envelope and how. Collected from the HTTP request; chained relays carry it in the envelope header,
 * which then wins over the request. The fields after `noCache` never leave in an envelope header.
 */
export interface RequestMeta {
  /** The key and project, at the host that goes into the header upstream. */
  readonly dsn: Dsn;
  /** SDK name and version, such as `sentry.javascript.node/10.1.0`. */
  readonly client?: string | undefined;
  /** Protocol version, 7. */
  readonly version: number;
  /** A normalised URL. */
  readonly origin?: string | undefined;
  /** The peer's IP address. */
  readonly remoteAddr?: string | undefined;
  /** Comma list, the client first; empty when nothing is known. */
  readonly forwardedFor: string;
  readonly userAgent?: string | undefined;
  readonly clientHints?: ClientHints | undefined;
  readonly noCache: boolean;

  readonly receivedAtMs: number;
  /** `X-Sentry-Relay-Signature`, verified only when the project demands it. */
  readonly signature?: string | undefined;
  /** Came from a relay of our own installation: internal headers and items are believed. */
  readonly fromInternalRelay: boolean;
  /**
   * A name for who sends: the same object for requests that said the same. Whoever remembers something by it must compare
   * before using it, since others may have made a copy of this that says something else.
   */
  readonly sender?: object | undefined;
}

export const PROTOCOL_VERSION = 7;

/** The client's address: the first of `forwardedFor`. */
export function clientIp(meta: RequestMeta): string | undefined {
  const comma = meta.forwardedFor.indexOf(",");
  const first = (comma < 0 ? meta.forwardedFor : meta.forwardedFor.slice(0, comma)).trim();
  return first === "" ? undefined : first;
}
