import type { Credentials } from "../../config/credentials/credentials.ts";
import {
  isRegistered,
  parseChallenge,
  registerRequestJson,
  registerResponseJson,
} from "../../domain/auth/registration.ts";
import { parsePublicKey, type RelayPublicKey } from "../../domain/auth/relay-key.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { assert } from "../../kernel/base/assert.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { Backoff } from "../upstream/outage.ts";
import type { Gate, UpstreamProtocol, UpstreamRequest, UpstreamResult } from "../upstream/protocol.ts";
import type { RegistrationState, RelayAuthProtocol } from "./protocol.ts";

interface Internal extends RelayAuthProtocol {
  attempt(): void;
  challenged(result: Piped<UpstreamResult>): void;
  responded(result: Piped<UpstreamResult>): void;
}

export interface RelayAuthDeps {
  /** Knocks while its gate is still shut. */
  readonly upstream: Address<Pick<UpstreamProtocol, "knock">>;
  readonly credentials: Credentials;
  /** `major.minor.patch` that the upstream is told. */
  readonly version: string;
  /** Where the upstream is, for the log. */
  readonly upstreamUrl: string;
  /** Until the next registration; `undefined`: once is enough. */
  readonly renewAfterMs: number | undefined;
  readonly maxRetryIntervalMs: number;
  /** Whose gates follow; kept outside, so that a restart leaves them as they are until it knows more. */
  readonly gates?: Set<Address<Pick<UpstreamProtocol, "gate">>>;
  /** Nothing is sent before this; absent: at once. */
  readonly mayBegin?: Promise<void>;
  /** Told of every change; for readiness. */
  readonly changed?: (state: RegistrationState) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
const LOG = "baton::auth";

/**
 * Registers this relay with its upstream, again and again, and opens the gates of all Upstreams when it may speak.
 *
 *     registering ─► registered ◄─► renewing
 *       ▲   │                          │
 *       │   └──────► denied ◄──────────┤
 *       └───── refused, not denied ────┘      (a network error keeps a registration alive)
 *
 * Started by `app/`, once, in managed mode; a restart registers anew, which changes nothing for the upstream.
 */
export class RelayAuth implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse", urgent: ["state", "join"] };
  readonly #deps: RelayAuthDeps;
  readonly #publicKey: RelayPublicKey;
  readonly #retries: Backoff;
  readonly #gates: Set<Address<Pick<UpstreamProtocol, "gate">>>;
  #state: RegistrationState = "registering";

  constructor(deps: RelayAuthDeps) {
    this.#deps = deps;
    this.#gates = deps.gates ?? new Set();
    this.#retries = new Backoff(deps.maxRetryIntervalMs);
    const key = parsePublicKey(deps.credentials.publicKey);
    assert(key !== undefined, "credentials are checked when they are read");
    this.#publicKey = key;
  }

  started(ctx: Context<Internal>): void {
    this.#deps.changed?.(this.#state);
    const { mayBegin } = this.#deps;
    if (mayBegin) void mayBegin.then(() => ctx.after(this.#retries.next(), "attempt"));
    else ctx.after(this.#retries.next(), "attempt");
  }

  readonly handlers: Handlers<Internal> = {
    join: (upstream) => {
      this.#gates.add(upstream);
      upstream.send("gate", gateOf(this.#state));
    },
    state: () => this.#state,
    attempt: (_, ctx) => this.#attempt(ctx),
    challenged: (result, ctx) => this.#challenged(result, ctx),
    responded: (result, ctx) => this.#responded(result, ctx),
  };

  #attempt(ctx: Context<Internal>): void {
    if (this.#state === "registered") this.#become("renewing");
    const { credentials, version } = this.#deps;
    log(this.#state === "registering" ? "info" : "debug", LOG, "registering with upstream", {
      upstream: this.#deps.upstreamUrl,
    });
    this.#knock(
      "challenge",
      registerRequestJson(credentials.id, this.#publicKey, version),
      "challenged",
      ctx,
    );
  }

  #challenged(result: Piped<UpstreamResult>, ctx: Context<Internal>): void {
    const body = this.#bodyOf(result, ctx);
    if (body === undefined) return;
    const challenge = parseChallenge(body, this.#deps.credentials.id);
    if (challenge === undefined) this.#refused("the challenge cannot be read", ctx);
    else this.#knock("response", registerResponseJson(challenge, this.#deps.version), "responded", ctx);
  }

  #responded(result: Piped<UpstreamResult>, ctx: Context<Internal>): void {
    const body = this.#bodyOf(result, ctx);
    if (body === undefined) return;
    if (!isRegistered(body, this.#deps.credentials.id)) {
      this.#refused("the registration is another relay's", ctx);
      return;
    }
    if (this.#state === "registering")
      log("info", LOG, "relay successfully registered with upstream", { upstream: this.#deps.upstreamUrl });
    this.#become("registered");
    this.#retries.reset();
    this.#retries.next(); // a failed renewal is tried again after a pause
    if (this.#deps.renewAfterMs !== undefined) ctx.after(this.#deps.renewAfterMs, "attempt");
  }

  #knock(
    step: "challenge" | "response",
    json: string,
    then: "challenged" | "responded",
    ctx: Context<Internal>,
  ): void {
    const request: UpstreamRequest = {
      method: "POST",
      path: `/api/0/relays/register/${step}/`,
      headers: [["content-type", "application/json"]],
      body: utf8Bytes(json),
      sign: "body",
    };
    ctx.pipe(this.#deps.upstream.ask("knock", request, FOREVER), then);
  }

  /** The body of an answer that is one; whatever else it is has been dealt with. */
  #bodyOf(result: Piped<UpstreamResult>, ctx: Context<Internal>): string | undefined {
    const answer = result.ok ? result.value : undefined;
    if (answer?.kind !== "answer") {
      const code = answer?.kind === "network" ? answer.code : "BATON_ACTOR_CRASHED";
      this.#failed({ code }, ctx);
      return undefined;
    }
    const text = utf8Text(answer.body);
    if (answer.status >= 200 && answer.status < 300) return text;
    if (answer.status === 403 && saysStop(text)) this.#deny();
    else this.#refused(`status ${answer.status}`, ctx);
    return undefined;
  }

  /** The upstream answered, and not with what it should: what it told us before does not count any more. */
  #refused(reason: string, ctx: Context<Internal>): void {
    this.#become("registering");
    this.#failed({ reason }, ctx);
  }

  /** Tries again. The first failure in a row is a common one, and nobody needs to hear of it. */
  #failed(fields: Readonly<Record<string, string>>, ctx: Context<Internal>): void {
    const attempt = this.#retries.attempt;
    if (attempt > 1) log("error", LOG, "authentication encountered error", { ...fields, attempt });
    ctx.after(this.#retries.next(), "attempt");
  }

  #deny(): void {
    const { upstreamUrl, credentials } = this.#deps;
    log(
      "error",
      LOG,
      `the upstream does not accept this relay: put its public key ${credentials.publicKey} on the list of relays there (in Sentry: organization settings, Relay), then start again`,
      { upstream: upstreamUrl, relay_id: credentials.id },
    );
    this.#become("denied");
  }

  #become(state: RegistrationState): void {
    if (state === this.#state) return;
    const gate = gateOf(state);
    const isMoved = gate !== gateOf(this.#state);
    this.#state = state;
    this.#deps.changed?.(state);
    if (isMoved) for (const upstream of this.#gates) upstream.send("gate", gate);
  }
}

function gateOf(state: RegistrationState): Gate {
  if (state === "registering") return "waiting";
  return state === "denied" ? "denied" : "open";
}

/** Whether an error is the one that ends it: `{"relay":"stop"}`. */
function saysStop(json: string): boolean {
  try {
    return (JSON.parse(json) as { relay?: unknown } | null)?.relay === "stop";
  } catch {
    return false;
  }
}
