import type { HttpEncoding } from "../../config/sections/http.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { HttpHeaders } from "../../kernel/runtime/http.ts";

/** A request to the upstream. Host, relay id and signature are added when it is sent. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query, exactly as they shall be sent; starts with `/`. */
  readonly path: string;
  readonly headers: HttpHeaders;
  readonly body?: Uint8Array;
  /** In which the body goes; it is signed before. Absent: as it is. */
  readonly encoding?: HttpEncoding;
  /** Base URL instead of the configured one, for projects that live elsewhere. */
  readonly base?: string;
  /** Signs the body, or for envelopes nothing at all, when there are credentials. Default: not signed, no relay id. */
  readonly sign?: "body" | "empty";
}

/** What became of a request. */
export type UpstreamResult =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: HttpHeaders;
      readonly body: Uint8Array;
    }
  /** Nothing that counts was said: no connection, a time-out, or 502, 503, 504. `outage`: do not try before `opened`. */
  | { readonly kind: "network"; readonly code: string; readonly outage: boolean }
  /** The upstream does not want this relay: no request will ever be sent. */
  | { readonly kind: "denied" };

export interface UpstreamListener {
  /** Requests flow again, after an outage or once registered. */
  opened(): void;
}

export interface UpstreamState {
  readonly outage: "connected" | "interrupted" | "outage";
  readonly gate: Gate;
  readonly inFlight: number;
  readonly waiting: number;
}

/** Whether requests may be sent: before registration they wait, after a refusal they fail. */
export type Gate = "open" | "waiting" | "denied";

/** Who says where the gates stand. */
export interface GateKeeper {
  /** An Upstream whose gate is to follow the registration; it is told at once where things stand. */
  join(upstream: Address<Pick<UpstreamProtocol, "gate">>): void;
}

export interface UpstreamProtocol {
  /**
   * Sends at low priority, as envelopes go. Never fails: a lost connection is an answer too. One that takes the request (below
   * 400) comes without its headers and body.
   */
  deliver(request: UpstreamRequest): UpstreamResult;
  /** Sends before everything that waits, as questions about projects go. */
  query(request: UpstreamRequest): UpstreamResult;
  /** Sends whether or not the gate is open: the registration itself. */
  knock(request: UpstreamRequest): UpstreamResult;
  listen(listener: Address<UpstreamListener>): void;
  gate(gate: Gate): void;
  state(): UpstreamState;
  /** Drops idle connections: this machine was asleep, and who knows what became of them. */
  forgetIdle(): void;
}
