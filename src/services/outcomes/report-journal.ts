import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { ChangeLog, type Kept } from "../journal/change-log.ts";
import type { JournalChanges, JournalProtocol } from "../journal/protocol.ts";
import { readJournal } from "../journal/read-journal.ts";

export type ReportJournalAddress = Address<Pick<JournalProtocol, "changed" | "entries">>;

/** Our name in the journal. */
export const OUTCOMES_OWNER = "outcomes";
/** Whose they are is said by each outcome itself. */
const KEY = "";

/**
 * The journal of outcomes that become client reports. A part is what is drained together; it is gone when all of its
 * reports are.
 */
export class ReportJournal {
  readonly #journal: ReportJournalAddress;
  readonly #log = new ChangeLog<Outcome>({ owner: OUTCOMES_OWNER, write });
  /** Reports that have not left, by part. */
  readonly #left = new Map<number, number>();
  #part = 1;

  constructor(journal: ReportJournalAddress) {
    this.#journal = journal;
  }

  /** Reads what an earlier one left. It is theirs until the next round. */
  async restore(track: (outcomes: readonly Outcome[]) => void): Promise<void> {
    await readJournal(this.#journal, OUTCOMES_OWNER, ({ content }) => {
      try {
        track(JSON.parse(content) as readonly Outcome[]);
      } catch {
        log("error", "baton::journal", "an entry cannot be read", { owner: OUTCOMES_OWNER });
      }
    });
    this.#journal.send("changed");
  }

  added(outcome: Outcome): void {
    if (this.#log.add(this.#part, KEY, outcome)) this.#journal.send("changed");
  }

  /** What was added so far has become this many reports. @returns their part */
  drained(reports: number): number {
    const part = this.#part++;
    this.#left.set(part, reports);
    if (reports === 0) this.#gone(part);
    return part;
  }

  /** A report is on disk elsewhere, or given up. */
  left(part: number): void {
    const left = (this.#left.get(part) ?? 1) - 1;
    if (left > 0) this.#left.set(part, left);
    else this.#gone(part);
  }

  #gone(part: number): void {
    this.#left.delete(part);
    if (this.#log.gone(part, KEY)) this.#journal.send("changed");
  }

  /** `undrained`: what was added since; `reports`: what was drained and has not left. */
  take(
    wantsAll: boolean,
    undrained: () => readonly Outcome[],
    reports: () => readonly { readonly part: number; readonly outcomes: readonly Outcome[] }[],
  ): JournalChanges {
    return this.#log.take(wantsAll, () => this.#all(undrained(), reports()));
  }

  *#all(
    undrained: readonly Outcome[],
    reports: readonly { readonly part: number; readonly outcomes: readonly Outcome[] }[],
  ): Iterable<Kept<Outcome>> {
    if (undrained.length > 0) yield { part: this.#part, key: KEY, values: undrained };
    for (const { part, outcomes: values } of reports) yield { part, key: KEY, values };
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
