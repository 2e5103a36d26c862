import type { Incarnation } from "./incarnation.ts";
import type { OpenReply } from "./reply.ts";

/** Told when a message leaves the mailbox: the link it came by may give out its place again. */
export interface Origin {
  left(): void;
}

/** Rides with a message that has a reply, a weight or an origin; plain sends carry none. */
export class Extra {
  readonly reply: OpenReply | undefined;
  readonly bytes: number;
  readonly origin: Origin | undefined;

  constructor(reply: OpenReply | undefined, bytes: number, origin: Origin | undefined) {
    this.reply = reply;
    this.bytes = bytes;
    this.origin = origin;
  }
}

/** Rides with what an actor sent itself (timers, pipes): void once the actor has been rebuilt. */
export class Own {
  readonly incarnation: Incarnation;
  readonly taken: (() => void) | undefined;

  constructor(incarnation: Incarnation, taken?: () => void) {
    this.incarnation = incarnation;
    this.taken = taken;
  }
}
