import { type Address, within } from "../kernel/actor/address.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import { faultCode } from "../kernel/base/fault.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";
import { spoolMark } from "../pipeline/hold/spool-mark.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";

/** An envelope counts as taken once it is on disk. */
export interface OutboxDisk {
  /** Told what is about to go there. */
  readonly journal: Address<Pick<JournalProtocol, "leaving">>;
  /** Between two tries. */
  readonly pause: () => Promise<void>;
}

/** Where in the journal lies what envelopes were made of; the key is theirs unless it is named. */
export interface Origin {
  readonly owner: string;
  readonly part: number;
  readonly key?: string;
}

type HoldAddress = Address<Pick<HoldProtocol, "push">>;

/** Time for the disk to confirm. */
const WRITE = within(30_000);
/** Of these asks nothing reached the hold, and so it has given nothing back. */
const UNSENT: ReadonlySet<string | undefined> = new Set(["BATON_ASK_REFUSED", "BATON_ASK_STOPPED"]);

/** The way out for envelopes of our own making: the first hold, which starts after those who make them. */
export class Outbox {
  readonly #budget: ByteBudget;
  readonly #disk: OutboxDisk | undefined;
  #hold: HoldAddress | undefined;
  /** Some of what was put is on disk, and the rest is tried again. */
  #isStuck = false;

  constructor(budget: ByteBudget, disk?: OutboxDisk) {
    this.#budget = budget;
    this.#disk = disk;
  }

  connect(hold: HoldAddress): void {
    this.#hold = hold;
  }

  /** @returns whether all were taken; else none was. Never rejects. */
  put(envelopes: readonly HeldEnvelope[], from?: Origin): boolean | Promise<boolean> {
    const sizeBytes = envelopes.reduce((sum, held) => sum + held.sizeBytes, 0);
    if (this.#hold === undefined || this.#isStuck || !this.#budget.tryTake(sizeBytes)) return false;
    if (this.#disk) return this.#store(envelopes, this.#hold, this.#disk, from);
    for (const [index, held] of envelopes.entries()) {
      if (this.#hold.send("push", { ...held, isProcessed: true })) continue;
      for (const left of envelopes.slice(index)) this.#budget.give(left.sizeBytes);
      return index > 0; // Those before are on their way, and must not come twice.
    }
    return true;
  }

  async #store(
    envelopes: readonly HeldEnvelope[],
    hold: HoldAddress,
    { journal, pause }: OutboxDisk,
    from: Origin | undefined,
  ): Promise<boolean> {
    if (from && !(await isAnnounced(journal, envelopes, from))) {
      for (const { sizeBytes } of envelopes) this.#budget.give(sizeBytes);
      return false;
    }
    let left = await this.#push(envelopes, hold);
    if (left.length === envelopes.length) return left.length === 0;
    this.#isStuck = left.length > 0;
    while (left.length > 0) {
      await pause();
      for (const { sizeBytes } of left) this.#budget.take(sizeBytes);
      left = await this.#push(left, hold);
    }
    this.#isStuck = false;
    return true;
  }

  /** @returns those that are not on disk; their bytes have been given back */
  async #push(envelopes: readonly HeldEnvelope[], hold: HoldAddress): Promise<readonly HeldEnvelope[]> {
    const taken = envelopes.map((held) =>
      hold.ask("push", { ...held, isProcessed: true }, WRITE).catch((error: unknown) => {
        if (UNSENT.has(faultCode(error))) this.#budget.give(held.sizeBytes);
        return false;
      }),
    );
    const results = await Promise.all(taken);
    return envelopes.filter((_, index) => !results[index]);
  }
}

function isAnnounced(
  journal: OutboxDisk["journal"],
  envelopes: readonly HeldEnvelope[],
  { owner, part, key }: Origin,
): Promise<boolean> {
  const marks = envelopes.map((held) => ({ key: key ?? held.ownKey, mark: spoolMark(held) }));
  return journal.ask("leaving", { owner, part, marks }, WRITE).catch(() => false);
}
