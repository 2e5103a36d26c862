import type { RelayInfo } from "../../domain/auth/signed-request.ts";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { ServedGlobal } from "../../domain/project/project-response.ts";
import type { ProjectState } from "../../domain/project/project-state.ts";

/** What relays below us are answered from. One per Arbiter. */
export interface RelayDesk {
  /** Who these relays are, in the order asked; `null` for one that nobody knows. Never rejects. */
  find(relayIds: readonly string[]): Promise<readonly (RelayInfo | null)[]>;
  /** What is known of a project now; one that is not known yet is asked for. */
  projectOf(publicKey: string): ProjectState;
  global(): ServedGlobal;
  /**
   * Takes metric buckets of an internal relay, by public key. What cannot be taken is lost, save that with `before_answer`
   * the reply is `false` when they are not on disk.
   */
  takeMetrics(
    byKey: ReadonlyMap<string, readonly MetricBucket[]>,
    receivedAtMs: number,
  ): boolean | Promise<boolean>;
}
