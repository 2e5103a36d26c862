import type { ContextFields } from "./lambda-contexts.ts";

/** How a drain came out, in envelopes. */
export interface DrainReport {
  /** Neither delivered nor saved: lost when the process ends. */
  readonly lost: number;
  /** Saved in /tmp for the next process of this environment. */
  readonly saved: number;
}

/** What AwsExtension asks of the part that takes, keeps and delivers envelopes; it may live in another Arbiter. */
export interface DataPathProtocol {
  /** An envelope of our own making, with its DSN in the header. */
  submit(made: { readonly envelope: Uint8Array }): void;
  /** Contexts for the events and transactions that arrive from now on. */
  contexts(contexts: Readonly<Record<string, ContextFields>>): void;
  /** The environment was frozen, or restored from a snapshot: no idle connection can be trusted. */
  thawed(): void;
  /** Replies when what had arrived by now has been looked at, and told of. */
  caughtUp(): void;
  /** Delivers what it can until the wall time given, keeps taking meanwhile, then saves the rest. */
  drain(until: { readonly deadlineMs: number }): DrainReport;
}
