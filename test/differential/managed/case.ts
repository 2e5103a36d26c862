/** An item of a case: its header without `length`, and its payload: JSON, text, or bytes. */
export type Part = readonly [header: Readonly<Record<string, unknown>>, payload: unknown];

/** One or more envelopes of one project, and what that project is like. */
export interface ManagedCase {
  readonly name: string;
  readonly envelopes: readonly CaseEnvelope[];
  /** Once more when the project is known and all that was sent has left. */
  readonly isSentAgain?: boolean;
  /** Features of the project; all that items ask for without it. */
  readonly features?: readonly string[];
  /** Further members of the project's config. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Other projects, by their keys. */
  readonly others?: Readonly<Record<string, OtherProject>>;
}

export interface OtherProject {
  readonly config: Readonly<Record<string, unknown>>;
  readonly organizationId?: number;
}

export interface CaseEnvelope {
  readonly header: Readonly<Record<string, unknown>>;
  readonly parts: readonly Part[];
}

export const EVENT_ID = "3bf0c84598b54c10b0215873d2d35a03";
export const TRACE_ID = "12345678123456781234567812345678";

export const ALL_FEATURES: readonly string[] = [
  "organizations:session-replay",
  "organizations:ourlogs-ingestion",
  "organizations:tracemetrics-ingestion",
  "organizations:continuous-profiling",
  "organizations:continuous-profiling-perfetto",
  "projects:span-v2-attachment-processing",
  "projects:trace-attachment-processing",
];

/** A case of one envelope with an event id. */
export function single(
  name: string,
  parts: readonly Part[],
  more: Omit<ManagedCase, "name" | "envelopes"> & { readonly header?: Record<string, unknown> } = {},
): ManagedCase {
  const { header = { event_id: EVENT_ID }, ...rest } = more;
  return { name, envelopes: [{ header, parts }], ...rest };
}
