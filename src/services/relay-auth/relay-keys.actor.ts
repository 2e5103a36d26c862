import { parseRelayLookupAnswer, relayLookupJson } from "../../domain/auth/relay-lookup.ts";
import type { RelayInfo } from "../../domain/auth/signed-request.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { Backoff } from "../upstream/outage.ts";
import type { UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import type { RelayKeysProtocol } from "./protocol.ts";
import { RelayLookups } from "./relay-lookups.ts";

interface Internal extends RelayKeysProtocol {
  cycle(): void;
  tick(): void;
  queried(result: Piped<Queried>): void;
}

interface Queried {
  readonly ids: readonly string[];
  readonly result: UpstreamResult;
}

export interface RelayKeysDeps {
  /** Absent where nobody can be asked: in proxy and static mode. */
  readonly upstream: Address<Pick<UpstreamProtocol, "query">> | undefined;
  /** By id; these need no upstream. */
  readonly staticRelays: ReadonlyMap<string, RelayInfo>;
  readonly hitMs: number;
  readonly missMs: number;
  readonly batchMs: number;
  readonly batchSize: number;
  readonly queryTimeoutMs: number;
  readonly maxRetryIntervalMs: number;
}

const MOST_KNOWN = 100_000;
const MOST_ASKED = 10_000;
const FOREVER = within(Number.POSITIVE_INFINITY);
/** How often we look who has waited too long. */
const TICK_MS = 1_000;

/**
 * Knows the relays below us: those of the configuration, and those that the upstream vouches for.
 *
 * Started by `app/`, once; a restart forgets what was cached and asks again, and those who wait get an error.
 */
export class RelayKeys implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "refuse" };
  readonly #deps: RelayKeysDeps;
  readonly #lookups: RelayLookups;
  readonly #backoff: Backoff;
  #isScheduled = false;
  #isQuerying = false;
  #isTicking = false;

  constructor(deps: RelayKeysDeps) {
    this.#deps = deps;
    const { hitMs, missMs } = deps;
    this.#lookups = new RelayLookups({ hitMs, missMs, maxKnown: MOST_KNOWN, maxAsked: MOST_ASKED });
    this.#backoff = new Backoff(deps.maxRetryIntervalMs);
  }

  readonly handlers: Handlers<Internal> = {
    find: ({ relayIds }, ctx) => Promise.all(relayIds.map((id) => this.#find(id, ctx))),
    cycle: (_, ctx) => {
      this.#isScheduled = false;
      this.#query(ctx);
    },
    tick: (_, ctx) => {
      this.#isTicking = false;
      this.#lookups.giveUp(ctx.monotonic());
      if (this.#lookups.isWaiting) this.#tickLater(ctx);
    },
    queried: (result, ctx) => this.#queried(result, ctx),
  };

  #find(relayId: string, ctx: Context<Internal>): RelayInfo | null | Promise<RelayInfo | null> {
    const { staticRelays, upstream, queryTimeoutMs } = this.#deps;
    const fixed = staticRelays.get(relayId);
    if (fixed !== undefined || upstream === undefined) return fixed ?? null;
    const known = this.#lookups.get(relayId, ctx.monotonic());
    if (known !== undefined) return known;
    return new Promise((resolve) => {
      const deadlineMs = ctx.monotonic() + queryTimeoutMs;
      if (!this.#lookups.ask(relayId, deadlineMs, (relay) => resolve(relay ?? null))) return resolve(null);
      this.#schedule(this.#deps.batchMs, ctx);
      this.#tickLater(ctx);
    });
  }

  /** Only while somebody waits: at rest nothing ticks. */
  #tickLater(ctx: Context<Internal>): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    ctx.after(TICK_MS, "tick");
  }

  #schedule(delayMs: number, ctx: Context<Internal>): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    ctx.after(delayMs, "cycle");
  }

  #query(ctx: Context<Internal>): void {
    const { upstream, batchSize } = this.#deps;
    if (upstream === undefined || this.#isQuerying || !this.#lookups.isWaiting) return;
    this.#isQuerying = true;
    const ids = this.#lookups.batch(batchSize);
    const query = upstream.ask(
      "query",
      {
        method: "POST",
        path: "/api/0/relays/publickeys/",
        headers: [["content-type", "application/json"]],
        body: utf8Bytes(relayLookupJson(ids)),
        sign: "body",
      },
      FOREVER,
    );
    ctx.pipe(
      query.then((result) => ({ ids, result })),
      "queried",
    );
  }

  #queried(piped: Piped<Queried>, ctx: Context<Internal>): void {
    this.#isQuerying = false;
    const { result, ids } = piped.ok ? piped.value : { result: undefined, ids: [] };
    const relays =
      result?.kind === "answer" && result.status >= 200 && result.status < 300
        ? parseRelayLookupAnswer(utf8Text(result.body))
        : undefined;
    if (relays !== undefined) {
      this.#backoff.reset();
      this.#lookups.answered(ids, relays, ctx.monotonic());
      if (this.#lookups.isWaiting) this.#schedule(this.#deps.batchMs, ctx);
      return;
    }
    if (this.#backoff.attempt > 0)
      log("error", "baton::auth", "cannot ask the upstream for relays below us", {
        relays: ids.length,
        attempt: this.#backoff.attempt,
      });
    this.#schedule(this.#deps.batchMs + this.#backoff.next(), ctx);
  }
}
