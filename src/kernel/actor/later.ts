import type { OpenReply } from "./reply.ts";

/** Told when a reply that an instance owes has been given. */
export interface Debtor {
  paid(reply: OpenReply): void;
}

/**
 * A reply given after its handler has returned: returned in place of a promise where one per message would cost too
 * much. Settles once, what comes later is ignored; asks that it answers end as any others do when its actor ends.
 */
export class Later<R> implements OpenReply {
  #asker: OpenReply | undefined;
  #debtor: Debtor | undefined;
  /** What it was settled with before it was known who asks. */
  #early: { readonly ok: boolean; readonly outcome: unknown } | undefined;
  #done = false;

  /** Given, or nobody waits for it any more. */
  get settled(): boolean {
    return this.#done || this.#asker?.settled === true;
  }

  resolve(reply: R): void {
    this.#settle(true, reply);
  }

  reject(error: unknown): void {
    this.#settle(false, error);
  }

  #settle(ok: boolean, outcome: unknown): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#asker === undefined) {
      this.#early = { ok, outcome };
      return;
    }
    this.#debtor?.paid(this);
    tell(this.#asker, ok, outcome);
  }

  /** Called by the kernel with the asker of the message. @returns whether it is still to be given */
  owe(asker: OpenReply, debtor: Debtor): boolean {
    this.#asker = asker;
    this.#debtor = debtor;
    if (this.#early !== undefined) tell(asker, this.#early.ok, this.#early.outcome);
    return this.#early === undefined;
  }
}

/** A {@link Later} that is what somebody else replied, converted. */
export class Forwarded<Q, R> implements OpenReply {
  readonly later = new Later<R>();
  readonly #convert: (reply: Q) => R;

  constructor(convert: (reply: Q) => R) {
    this.#convert = convert;
  }

  get settled(): boolean {
    return this.later.settled;
  }

  resolve(reply: Q): void {
    try {
      this.later.resolve(this.#convert(reply));
    } catch (error) {
      this.later.reject(error);
    }
  }

  reject(error: unknown): void {
    this.later.reject(error);
  }
}

function tell(asker: OpenReply, ok: boolean, outcome: unknown): void {
  if (ok) asker.resolve(outcome);
  else asker.reject(outcome);
}
