import type { Fate } from "../capture.ts";

/** What one payload tells; everything but the title may be missing. */
export interface Description {
  readonly title: string;
  readonly subtitle?: string;
  readonly level?: string;
  readonly count?: number;
  readonly platform?: string;
  readonly sdk?: string;
  readonly release?: string;
  readonly environment?: string;
  readonly traceId?: string;
  readonly eventId?: string;
  /** What it reports to have become of other things. */
  readonly fate?: Fate;
  /** Words worth searching for besides title and subtitle. */
  readonly words?: readonly string[];
}
