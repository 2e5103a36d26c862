import type { RateLimit } from "../../domain/quota/rate-limit.ts";
import type { RateLimitStore } from "../../domain/quota/rate-limit-store.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";

/** What the upstream told one Arbiter, for all of them. */
export interface RateLimitsProtocol {
  learned(news: LearnedLimits): void;
  /** Another Arbiter that wants to hear what is learned. */
  join(peer: Address<Pick<RateLimitsProtocol, "learned">>): void;
}

export interface LearnedLimits {
  readonly publicKey: string;
  readonly limits: readonly RateLimit[];
  /** Already told to the others. */
  readonly shared: boolean;
}

interface RateLimitsInternal extends RateLimitsProtocol {
  expire(): void;
}

const EXPIRE_EVERY_MS = 10_000;

/**
 * Keeps one Arbiter's limits up to date; the door of the same thread reads them in the store itself. What one Arbiter learns
 * goes to its peers: the first Arbiter tells all, the others tell the first.
 *
 * Started by `app/`; a restart keeps the store, which lives as long as its Arbiter.
 */
export class RateLimitsActor implements Actor<RateLimitsInternal> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "dropOldest" };
  readonly #store: RateLimitStore;
  readonly #peers: Address<Pick<RateLimitsProtocol, "learned">>[];

  constructor(deps: {
    store: RateLimitStore;
    peers?: readonly Address<Pick<RateLimitsProtocol, "learned">>[];
  }) {
    this.#store = deps.store;
    this.#peers = [...(deps.peers ?? [])];
  }

  started(ctx: Context<RateLimitsInternal>): void {
    ctx.every(EXPIRE_EVERY_MS, "expire");
  }

  readonly handlers: Handlers<RateLimitsInternal> = {
    learned: ({ publicKey, limits, shared }) => {
      this.#store.add(publicKey, limits);
      if (shared && this.#peers.length === 1) return;
      for (const peer of this.#peers) peer.send("learned", { publicKey, limits, shared: true });
    },
    join: (peer) => void this.#peers.push(peer),
    expire: (_, ctx) => this.#store.expire(ctx.now()),
  };
}
