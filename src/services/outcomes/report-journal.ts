import type { OutcomeBatch } from "../../domain/outcomes/outcome-buckets.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { ChangeLog, firstPart, type Kept } from "../journal/change-log.ts";
import type { JournalChanges, JournalProtocol } from "../journal/protocol.ts";
import { restore } from "../journal/restore.ts";

export type ReportJournalAddress = Address<Pick<JournalProtocol, "changed" | "entries">>;

/** Our name in the journal. */
export const OUTCOMES_OWNER = "outcomes";

/** Outcomes that have become a report, or are about to. */
export interface JournaledBatch {
  readonly part: number;
  readonly batch: OutcomeBatch;
}

/** The journal of outcomes that become client reports. A part is what is drained together, a key one report of it. */
export class ReportJournal {
  readonly #journal: ReportJournalAddress;
  readonly #log: ChangeLog<Outcome>;
  #part = 0;

  /** `size`: how many outcomes its owner has. */
  constructor(journal: ReportJournalAddress, size: () => number) {
    this.#journal = journal;
    this.#log = new ChangeLog({ owner: OUTCOMES_OWNER, size, write });
  }

  /** Reads what an earlier one left. */
  restore(nowMs: number, track: (outcomes: readonly Outcome[]) => void): Promise<void> {
    this.#part = firstPart(nowMs);
    return restore(this.#journal, OUTCOMES_OWNER, {
      read: ({ content }) => {
        const outcomes = parse(content);
        if (outcomes !== undefined) track(outcomes);
        else log("error", "baton::journal", "an entry cannot be read", { owner: OUTCOMES_OWNER });
      },
      changes: () => this.#log.take(false, () => []),
    });
  }

  /** Of what comes in now. */
  get part(): number {
    return this.#part;
  }

  added(batch: string, outcome: Outcome): void {
    if (this.#log.add({ part: this.#part, key: batch, row: outcome.row }, outcome))
      this.#journal.send("changed");
  }

  /** What was added so far is on its way. @returns its part */
  drained(): number {
    return this.#part++;
  }

  /** A report is on disk elsewhere, or given up. */
  left({ part, batch }: JournaledBatch): void {
    if (this.#log.gone(part, batch.name)) this.#journal.send("changed");
  }

  /** `all`: what is in memory. */
  take(wantsAll: boolean, all: () => readonly JournaledBatch[]): JournalChanges {
    return this.#log.take(wantsAll, () => all().map(keptOf));
  }
}

function keptOf({ part, batch }: JournaledBatch): Kept<Outcome> {
  const { name, scoping, timestampSeconds, outcomes } = batch;
  const timestampMs = timestampSeconds * 1_000;
  return { part, key: name, values: outcomes.map((outcome) => ({ ...outcome, timestampMs, scoping })) };
}

/** It was written by `write`, if by anybody. */
function parse(content: string): readonly Outcome[] | undefined {
  try {
    return JSON.parse(content) as readonly Outcome[];
  } catch {
    return undefined;
  }
}

/** Which event it was, and from where it came, no client report says. */
function write(outcomes: readonly Outcome[]): string {
  return JSON.stringify(
    outcomes.map(({ timestampMs, scoping, kind, reason, category, quantity }) => {
      return { timestampMs, scoping, kind, reason, category, quantity };
    }),
  );
}
