import type { Config } from "../../config/config.ts";
import type { DsnHost } from "../../domain/protocol/dsn.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import type { HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";
import type { Admission } from "./admission.ts";
import type { BodyOrAnswer, RequestEncoding } from "./body.ts";
import type { RelayDesk } from "./relay-desk.ts";
import type { RouteParams } from "./router.ts";
import type { UploadPort } from "./upload-port.ts";

/** What every endpoint may use. Read-only, one per Arbiter. */
export interface ReceiveContext {
  readonly config: Config;
  /** Host of the `dsn` that goes upstream. */
  readonly upstream: DsnHost;
  readonly budget: ByteBudget;
  readonly admission: Admission;
  readonly now: () => number;
  readonly isInternalRelay: (relayId: string, signature: string | undefined) => boolean;
  /** Whether the envelope header may speak for the request (`auth.trust_envelope_meta`). */
  readonly trustsEnvelopeMeta: (sender: RequestMeta) => boolean;
  /** What the readiness check says. */
  readonly isReady: () => boolean;
  /** What relays below us are answered from. */
  readonly desk: RelayDesk;
  /** The numbers that a deployment is scaled by; `undefined` where there are none, as in proxy mode. */
  readonly autoscaling: (() => Promise<string>) | undefined;
  /** How uploads reach the upstream; absent where there is none. */
  readonly uploads: UploadPort | undefined;
  /** Passes a request on to the upstream as it came. */
  readonly forward: (request: HttpRequest, path: string) => Promise<HttpResponse>;
}

/** One request on its way through an endpoint. */
export interface Call {
  readonly request: HttpRequest;
  /** Runs of `/` collapsed. */
  readonly path: string;
  /** What the route's `{name}` parts matched, as sent. */
  readonly params: RouteParams;
  readonly encoding: RequestEncoding;
  readonly receivedAtMs: number;
  /** Reads the whole body, decoded, at most `limitBytes`; without a promise when it has arrived. */
  body(limitBytes: number): BodyOrAnswer | Promise<BodyOrAnswer>;
}

export type Endpoint = (call: Call, ctx: ReceiveContext) => HttpResponse | Promise<HttpResponse>;
