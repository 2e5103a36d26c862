import { deflate } from "#compression";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { Later } from "../../kernel/actor/later.ts";
import type { Fault } from "../../kernel/base/fault.ts";
import type { Result } from "../../kernel/base/result.ts";
import type { HttpClient, HttpClientResponse, HttpHeaders } from "../../kernel/runtime/http.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { upstreamAnswered } from "../telemetry/events.ts";
import { Backoff, Outage } from "./outage.ts";
import type {
  Gate,
  GateKeeper,
  UpstreamListener,
  UpstreamProtocol,
  UpstreamRequest,
  UpstreamResult,
  UpstreamState,
} from "./protocol.ts";

/** Headers that say who we are; for requests that ask for it. */
export type SignHeaders = (body: Uint8Array) => HttpHeaders;

export interface UpstreamOptions {
  /** Base URL, without a trailing slash. */
  readonly base: string;
  readonly hostHeader: string | undefined;
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  readonly outageGraceMs: number;
  readonly maxRetryIntervalMs: number;
  /** Where the gate stands at the start. */
  readonly gate: Gate;
}

interface UpstreamInternal extends UpstreamProtocol {
  probe(): void;
  probed(result: Piped<Result<HttpClientResponse, Fault>>): void;
}

/** A request on its way, or waiting for it. */
interface Job {
  readonly request: UpstreamRequest;
  readonly reply: Later<UpstreamResult>;
  /** Of an answer that takes what was sent only the status counts. */
  readonly isDelivery: boolean;
}

/** Not sent: nobody is there. */
const OUTAGE: UpstreamResult = { kind: "network", code: "BATON_UPSTREAM_OUTAGE", outage: true };

const NOTHING = new Uint8Array(0);
const NONE: HttpHeaders = [];
/** Answers of a proxy or load balancer in front of an upstream that is not there. */
const NETWORK_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * The one way to the upstream of its Arbiter: connections, priorities, concurrency, and whether the upstream is there at all.
 * Retries are the senders' own: an envelope that was not taken goes back to where it came from, so nothing waits here
 * that nobody counts.
 *
 * Started by `app/`; restarted fresh on a crash, requests in flight are then answered as lost to whoever asked.
 */
export class Upstream implements Actor<UpstreamInternal> {
  readonly mailbox: MailboxOptions = {
    capacity: 10_000,
    whenFull: "refuse",
    urgent: ["knock", "gate", "listen", "state"],
  };
  readonly #client: HttpClient;
  readonly #options: UpstreamOptions;
  readonly #sign: SignHeaders | undefined;
  readonly #gateKeeper: Address<GateKeeper> | undefined;
  readonly #outage: Outage;
  readonly #probes: Backoff;
  readonly #high: Job[] = [];
  readonly #low: Job[] = [];
  readonly #listeners: Set<Address<UpstreamListener>>;
  #gate: Gate;
  #inFlight = 0;

  constructor(deps: {
    /** Its own: closed when it stops, or is restarted. */
    client: HttpClient;
    sign?: SignHeaders;
    gateKeeper?: Address<GateKeeper>;
    /** Kept outside, so that those who listen need not know of a restart. */
    listeners?: Set<Address<UpstreamListener>>;
    options: UpstreamOptions;
  }) {
    this.#client = deps.client;
    this.#gateKeeper = deps.gateKeeper;
    this.#listeners = deps.listeners ?? new Set();
    this.#options = deps.options;
    this.#sign = deps.sign;
    this.#gate = deps.options.gate;
    this.#outage = new Outage(deps.options.outageGraceMs);
    this.#probes = new Backoff(deps.options.maxRetryIntervalMs);
  }

  started(ctx: Context<UpstreamInternal>): void {
    this.#gateKeeper?.send("join", ctx.self);
    // After a restart an outage that was told of is forgotten: who waits for its end must not wait for ever.
    if (this.#gate === "open") this.#tellOpened();
  }

  readonly handlers: Handlers<UpstreamInternal> = {
    deliver: (request, ctx) => this.#enqueue({ request, reply: new Later(), isDelivery: true }, ctx),
    query: (request, ctx) => this.#enqueue({ request, reply: new Later(), isDelivery: false }, ctx),
    knock: (request, ctx) => this.#send({ request, reply: new Later(), isDelivery: false }, ctx),
    listen: (listener) => {
      this.#listeners.add(listener);
    },
    gate: (gate, ctx) => this.#setGate(gate, ctx),
    state: () => this.#state(),
    forgetIdle: () => this.#client.forgetIdle(),
    probe: (_, ctx) => this.#probe(ctx),
    probed: (result, ctx) => this.#probed(result, ctx),
  };

  stopped(): void {
    for (const { reply } of [...this.#high, ...this.#low])
      reply.resolve({ kind: "network", code: "BATON_STOPPED", outage: false });
    this.#client.close();
  }

  #state(): UpstreamState {
    return {
      outage: this.#outage.state,
      gate: this.#gate,
      inFlight: this.#inFlight,
      waiting: this.#high.length + this.#low.length,
    };
  }

  #setGate(gate: Gate, ctx: Context<UpstreamInternal>): void {
    const opened = gate === "open" && this.#gate !== "open";
    this.#gate = gate;
    if (gate === "denied") {
      for (const { reply } of [...this.#high.splice(0), ...this.#low.splice(0)])
        reply.resolve({ kind: "denied" });
    }
    if (!opened) return;
    this.#tellOpened();
    this.#next(ctx);
  }

  #enqueue(job: Job, ctx: Context<UpstreamInternal>): UpstreamResult | Later<UpstreamResult> {
    if (this.#gate === "denied") return { kind: "denied" };
    if (this.#outage.state === "outage") return OUTAGE;
    if (this.#gate === "open" && this.#inFlight < this.#options.maxConcurrent) return this.#send(job, ctx);
    (job.isDelivery ? this.#low : this.#high).push(job);
    return job.reply;
  }

  #next(ctx: Context<UpstreamInternal>): void {
    while (this.#inFlight < this.#options.maxConcurrent && this.#gate === "open") {
      const job = this.#high.shift() ?? this.#low.shift();
      if (!job) return;
      if (this.#outage.state === "outage") job.reply.resolve(OUTAGE);
      else this.#send(job, ctx);
    }
  }

  /** @returns the reply, still to come */
  #send(job: Job, ctx: Context<UpstreamInternal>): Later<UpstreamResult> {
    const { request, reply } = job;
    const { base, timeoutMs } = this.#options;
    this.#inFlight++;
    const sentMs = ctx.monotonic();
    const parts = {
      method: request.method,
      url: (request.base ?? base) + request.path,
      headers: this.#headers(request),
      body: encodedBody(request),
      timeoutMs,
    };
    this.#client.send(parts, (result) => {
      this.#inFlight--;
      const status = result.ok ? result.value.status : undefined;
      upstreamAnswered({ path: request.path, status, tookMs: ctx.monotonic() - sentMs });
      reply.resolve(this.#judge(result, job, ctx));
      this.#next(ctx);
    });
    return reply;
  }

  #headers(request: UpstreamRequest): HttpHeaders {
    const { hostHeader } = this.#options;
    const sign = request.sign === undefined ? undefined : this.#sign;
    const { encoding = "identity" } = request;
    if (hostHeader === undefined && sign === undefined && encoding === "identity") return request.headers;
    const headers = [...request.headers];
    if (encoding !== "identity") headers.push(["content-encoding", encoding]);
    if (hostHeader !== undefined) headers.push(["host", hostHeader]);
    if (sign) headers.unshift(...sign(request.sign === "body" ? (request.body ?? NOTHING) : NOTHING));
    return headers;
  }

  #judge(
    result: Result<HttpClientResponse, Fault>,
    { request, isDelivery }: Job,
    ctx: Context<UpstreamInternal>,
  ): UpstreamResult {
    const isDefaultUpstream = request.base === undefined;
    if (result.ok && !NETWORK_STATUSES.has(result.value.status)) {
      if (isDefaultUpstream && this.#outage.answered()) this.#ended();
      const { status } = result.value;
      if (isDelivery && status < 400) return { kind: "answer", status, headers: NONE, body: NOTHING };
      const { headers, body } = result.value;
      return { kind: "answer", status, headers, body };
    }
    const code = result.ok ? `BATON_UPSTREAM_${result.value.status}` : result.error.code;
    if (isDefaultUpstream && this.#outage.failed(ctx.monotonic())) {
      log("error", "baton::upstream", "the upstream is out of reach", { code });
      this.#probes.reset();
      ctx.after(0, "probe");
    }
    return { kind: "network", code, outage: this.#outage.state === "outage" };
  }

  #probe(ctx: Context<UpstreamInternal>): void {
    if (this.#outage.state !== "outage") return;
    log("warn", "baton::upstream", "network outage, scheduling another check", {
      attempt: this.#probes.attempt,
    });
    const probe = this.#client.request({
      method: "GET",
      url: `${this.#options.base}/api/0/relays/live/`,
      headers: this.#headers({ method: "GET", path: "", headers: [] }),
      timeoutMs: this.#options.timeoutMs,
    });
    ctx.pipe(probe, "probed");
  }

  #probed(probe: Piped<Result<HttpClientResponse, Fault>>, ctx: Context<UpstreamInternal>): void {
    if (this.#outage.state !== "outage") return;
    const result = probe.ok ? probe.value : undefined;
    if (result?.ok && !NETWORK_STATUSES.has(result.value.status)) {
      this.#outage.answered();
      this.#ended();
      this.#next(ctx);
    } else {
      ctx.after(this.#probes.next(), "probe");
    }
  }

  #ended(): void {
    log("info", "baton::upstream", "the upstream is back");
    this.#tellOpened();
  }

  #tellOpened(): void {
    for (const listener of this.#listeners) listener.send("opened");
  }
}

function encodedBody({ body, encoding = "identity" }: UpstreamRequest): Uint8Array | undefined {
  return body === undefined || encoding === "identity" ? body : deflate(encoding, body);
}
