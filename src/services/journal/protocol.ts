import type { Address } from "../../kernel/actor/address.ts";

/** Where an entry belongs: what is of one part and key is let go of together. */
export interface JournalPlace {
  /** A number that its owner uses once, whatever its process. */
  readonly part: number;
  readonly key: string;
}

/** What was taken in. */
export interface JournalOrigin extends JournalPlace {
  /**
   * Row of the spool where the envelope still is that this came from. Should the process end before that is removed, the
   * envelope is processed again, and this is void.
   */
  readonly row?: number | undefined;
}

/** Something that an actor has taken in, in its own words. */
export interface JournalEntry extends JournalOrigin {
  readonly content: string;
}

/** By which an envelope is found in the spool. */
export interface SpoolMark {
  readonly ownKey: string;
  readonly samplingKey: string;
  readonly receivedAtMs: number;
  /** Of what it holds, however that is encoded. */
  readonly digest: string;
}

/** What the spool's files hold. */
export interface SpoolContents {
  hasRow(row: number): boolean;
  hasMark(mark: SpoolMark): boolean;
  close(): void;
}

/** Entries that are about to be on disk elsewhere. */
export interface Leaving {
  readonly owner: string;
  readonly part: number;
  readonly marks: readonly { readonly key: string; readonly mark: SpoolMark }[];
}

/** What became of an accumulating actor since it was asked last. */
export interface JournalChanges {
  /** Name under which its entries lie; the same in every process. */
  readonly owner: string;
  /** `added` is everything that it has: whatever lies on disk goes first. */
  readonly isAll: boolean;
  /** How many things it has in memory. */
  readonly size: number;
  readonly added: readonly JournalEntry[];
  /** Delivered, or on disk elsewhere. */
  readonly gone: readonly JournalPlace[];
}

/** An actor whose memory is journaled. */
export interface JournalSource {
  /** Since it was asked last; or, with `wantsAll`, all that it has. */
  changes(request: { readonly wantsAll: boolean }): readonly JournalChanges[];
}

/** Asks for what an earlier process left, page by page. */
export interface JournalRead {
  readonly owner: string;
  /** The `last` of the page before, or 0. */
  readonly after: number;
  /** What its first page said. */
  readonly until?: number;
  /** Takes the place of the page before, which is in memory again. */
  readonly instead?: JournalChanges;
}

export interface JournalPage {
  readonly entries: readonly JournalEntry[];
  /** `undefined`: there is nothing left. */
  readonly last: number | undefined;
  readonly until: number;
}

/** Keeps on disk what is added up in memory, until it has left. */
export interface JournalProtocol {
  /** Whom to ask, in this order: an earlier one may hand on to a later one. */
  sources(all: readonly Address<JournalSource>[]): void;
  /** A source has changes. */
  changed(): void;
  /** Replies once all that was taken in before is on disk; `false` when it cannot be written now. */
  commit(): boolean;
  /** Rows of the spool are done with: they go once what was made of them is on disk. */
  remove(rows: { readonly ids: readonly number[] }): void;
  /**
   * Envelopes that stand for entries are about to go to the spool. Should the process end before their owner says that they
   * are gone, the next one looks whether they are there. Replies `false` when that cannot be written.
   */
  leaving(leaving: Leaving): boolean;
  /** What lies on disk of an owner, for its start. */
  entries(request: JournalRead): JournalPage;
}
