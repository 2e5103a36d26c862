import { type Address, within } from "../../kernel/actor/address.ts";
import type { JournalChanges, JournalEntry, JournalProtocol, JournalRead } from "./protocol.ts";

const PATIENCE = within(60_000);

/**
 * Reads what an earlier process left of an owner, page by page. What `read` has made of a page, as `changes` tells it, takes
 * its place in the file, so that a kill in between costs nothing. Rejects when the journal cannot be read.
 */
export async function restore(
  journal: Address<Pick<JournalProtocol, "entries">>,
  owner: string,
  { read, changes }: { read: (entry: JournalEntry) => void; changes: () => JournalChanges },
): Promise<void> {
  let request: JournalRead = { owner, after: 0 };
  for (;;) {
    const page = await journal.ask("entries", request, PATIENCE);
    if (page.last === undefined) return;
    for (const entry of page.entries) read(entry);
    request = { owner, after: page.last, until: page.until, instead: changes() };
  }
}
