import type { FilterReason } from "../protocol/rejection.ts";

/** What inbound filters look at, whatever kind of thing it is. What is not there is `undefined` and matches nothing. */
export interface Filterable {
  readonly release: string | undefined;
  /** Of the user, or of what else the thing says it came from. */
  readonly ipAddress: string | undefined;
  readonly url: string | undefined;
  /** A header of the request that it is about, by its normalised name. */
  header(name: "Host" | "X-Forwarded-Host"): string | undefined;
  readonly userAgent: string | undefined;
  /** The browser by name, where it is known without the user agent. */
  readonly browser: Browser | undefined;
  /** Where it belongs to a transaction. */
  readonly transaction: string | undefined;
  /** What error messages are looked for in: one after the other, as many as are asked for. */
  errorTexts(): Iterable<string>;
  readonly exception: FirstException | undefined;
  /** Of a report about a page's content security policy: what it blocked, from where, on which page. */
  readonly blockedOrigins: readonly (string | undefined)[] | undefined;
}

export interface Browser {
  readonly family: string;
  readonly major: string | undefined;
}

export interface FirstException {
  readonly value: string | undefined;
  /** The script that threw it. */
  readonly source: string | undefined;
}

/** One of the filters that every project has, as the project has set it. */
export interface Filter {
  readonly reason: FilterReason;
  /** @param clientIp who sent it, as the envelope says */
  matches(subject: Filterable, clientIp: string | undefined): boolean;
}
