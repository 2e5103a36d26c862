import type { Scoping } from "../../domain/protocol/outcome.ts";
import { parseRateLimitHeaders } from "../../domain/quota/rate-limit-headers.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { HttpHeaders } from "../../kernel/runtime/http.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { RateLimitsProtocol } from "../../services/rate-limits/rate-limits.actor.ts";
import { envelopeAnswered } from "../../services/telemetry/events.ts";
import type { UpstreamProtocol, UpstreamRequest, UpstreamResult } from "../../services/upstream/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";
import { envelopeRequest } from "./envelope-request.ts";
import { integrationRequest } from "./integration-request.ts";

export interface SenderDeps {
  readonly upstream: Address<UpstreamProtocol>;
  readonly limits: Address<Pick<RateLimitsProtocol, "learned">>;
  readonly scopingOf: (held: HeldEnvelope) => Scoping;
  readonly now: () => number;
  /** Told what came of each try. Must not throw. */
  readonly delivered?: (held: HeldEnvelope, result: SinkResult) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
/** Answers of one kind are logged once in this time. */
const LOG_EVERY_MS = 60_000;

/**
 * Takes envelopes to the upstream and reads what it says. An answer, whatever it is, means handed over, as the reference
 * sees it: even the envelope that met a limit nobody knew of.
 *
 * Started by `app/`, one per ingest Arbiter; keeps nothing.
 */
export class Sender implements Actor<SinkProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "refuse" };
  readonly #deps: SenderDeps;
  readonly #loggedAtMs = new Map<number, number>();

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<SinkProtocol> = {
    deliver: (held, ctx) => {
      const request = requestFor(held);
      if (!request.ok) {
        log("error", "baton::send", "an envelope cannot be sent", { reason: request.error });
        return { kind: "refused" };
      }
      return ctx.forward(this.#deps.upstream, "deliver", request.value, FOREVER, (result) => {
        const judged = this.#judge(held, result);
        this.#deps.delivered?.(held, judged);
        return judged;
      });
    },
  };

  #judge(held: HeldEnvelope, result: UpstreamResult): SinkResult {
    if (result.kind === "network") return { kind: "retry", outage: result.outage };
    if (result.kind === "denied") return { kind: "refused" };
    envelopeAnswered(this.#deps.now() - held.receivedAtMs);
    if (result.status === 429) this.#learn(held, result.headers);
    else if (result.status >= 400) this.#complain(result.status);
    return { kind: "done", status: result.status };
  }

  #learn(held: HeldEnvelope, headers: HttpHeaders): void {
    const values = headers.filter(([name]) => name === "x-sentry-rate-limits").map(([, value]) => value);
    const retryAfter = headers.find(([name]) => name === "retry-after")?.[1];
    const limits = parseRateLimitHeaders(
      { rateLimits: values.length > 0 ? values.join(",") : undefined, retryAfter },
      this.#deps.scopingOf(held),
      this.#deps.now(),
    );
    if (limits.length > 0)
      this.#deps.limits.send("learned", { publicKey: held.ownKey, limits, shared: false });
  }

  #complain(status: number): void {
    const nowMs = this.#deps.now();
    if (nowMs - (this.#loggedAtMs.get(status) ?? Number.NEGATIVE_INFINITY) < LOG_EVERY_MS) return;
    this.#loggedAtMs.set(status, nowMs);
    log("error", "baton::send", "the upstream refused an envelope", { status });
  }
}

function requestFor(held: HeldEnvelope): Result<UpstreamRequest, string> {
  const request = envelopeRequest(held);
  const { integration } = held.delivery;
  return integration === undefined ? ok(request) : integrationRequest(held, integration, request);
}
