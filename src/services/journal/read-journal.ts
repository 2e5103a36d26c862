import type { Address } from "../../kernel/actor/address.ts";
import type { JournalEntry, JournalProtocol } from "./protocol.ts";

/** Reads all entries of an owner, page by page. Rejects when the journal cannot be read. */
export async function readJournal(
  journal: Address<Pick<JournalProtocol, "entries">>,
  owner: string,
  read: (entry: JournalEntry) => void,
): Promise<void> {
  let from: number | undefined = 0;
  while (from !== undefined) {
    const page: { readonly entries: readonly JournalEntry[]; readonly next: number | undefined } =
      await journal.ask("entries", { owner, from });
    for (const entry of page.entries) read(entry);
    from = page.next;
  }
}
