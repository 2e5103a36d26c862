import type { Actor, Handlers, MailboxOptions } from "../kernel/actor/actor.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { SpoolListener, SpoolProtocol, SpoolState, StoreReply } from "../pipeline/hold/protocol.ts";

/** Writing out a sandbox's memory takes a moment at most; the caller has a deadline of its own. */
const DISK = within(30_000);

export interface LazySpoolDeps {
  /** Opens the spool; rejects where the disk cannot be used. */
  readonly open: () => Promise<Address<SpoolProtocol>>;
  /** An earlier process of this environment left something: it is opened at once. */
  readonly isThere: boolean;
}

/**
 * A spool that is not opened before it is needed: most environments live and die without ever writing to /tmp, and the
 * database costs a cold start. One that cannot be opened refuses everything, and says so once.
 */
export class LazySpool implements Actor<SpoolProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };
  readonly #deps: LazySpoolDeps;
  readonly #listeners: Address<SpoolListener>[] = [];
  /** Once it is open. */
  #disk: Address<SpoolProtocol> | undefined;
  #opening: Promise<Address<SpoolProtocol> | undefined> | undefined;

  constructor(deps: LazySpoolDeps) {
    this.#deps = deps;
  }

  started(): void {
    if (this.#deps.isThere) void this.#spool();
  }

  readonly handlers: Handlers<SpoolProtocol> = {
    store: (batch) => this.#store(batch),
    take: (request) => this.#take(request),
    remove: (rows) => void this.#opening?.then((spool) => spool?.send("remove", rows)),
    release: (rows) => void this.#opening?.then((spool) => spool?.send("release", rows)),
    state: () => this.#state(),
    listen: (listener) => {
      this.#listeners.push(listener);
      this.#disk?.send("listen", listener);
    },
  };

  async #store(batch: Parameters<SpoolProtocol["store"]>[0]): Promise<StoreReply> {
    const spool = await this.#spool();
    return spool
      ? spool.ask("store", batch, DISK)
      : { refused: batch.envelopes, code: "BATON_HOLD_DISK_FAILED" };
  }

  async #take(request: Parameters<SpoolProtocol["take"]>[0]): Promise<ReturnType<SpoolProtocol["take"]>> {
    const spool = await this.#opening;
    return spool ? spool.ask("take", request, DISK) : { envelopes: [] };
  }

  async #state(): Promise<SpoolState> {
    const spool = await this.#opening;
    return spool ? spool.ask("state") : { stored: 0, taken: 0, usedBytes: 0, full: false };
  }

  #spool(): Promise<Address<SpoolProtocol> | undefined> {
    this.#opening ??= this.#deps.open().then(
      (spool) => {
        this.#disk = spool;
        for (const listener of this.#listeners) spool.send("listen", listener);
        return spool;
      },
      (error: unknown) => {
        log("warn", "baton::lambda", "no spool: what is undelivered at the end is lost", {
          error: String(error),
        });
        return undefined;
      },
    );
    return this.#opening;
  }
}
