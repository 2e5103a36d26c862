import { limitBuckets } from "../../domain/metrics/limit-buckets.ts";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { FlushedPartition } from "../../domain/metrics/metrics-aggregator.ts";
import { type ProjectState, scopingOf } from "../../domain/project/project-state.ts";
import type { Quantities } from "../../domain/protocol/data-category.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";
import type { CheckCategory } from "../../domain/quota/envelope-limits.ts";
import type { RateLimit } from "../../domain/quota/rate-limit.ts";
import type { KeyBuckets, ProjectBuckets } from "./protocol.ts";

/** Buckets that a limit refuses. */
export interface LimitedBuckets {
  readonly scoping: Scoping;
  readonly limit: RateLimit;
  readonly quantities: Quantities;
}

export interface Judgement {
  /** May go upstream. */
  readonly allowed: readonly ProjectBuckets[];
  /** Wait for what the upstream says of their project. */
  readonly pending: readonly KeyBuckets[];
  readonly limited: readonly LimitedBuckets[];
  /** Belong to projects that are closed. */
  readonly disabled: readonly KeyBuckets[];
}

export interface JudgementSources {
  readonly stateOf: (publicKey: string) => ProjectState;
  /** `undefined`: nothing is limited. */
  readonly checkOf: (scoping: Scoping, state: ProjectState) => CheckCategory | undefined;
}

/** Sorts the buckets that are due by what their projects let them do. */
export function judgeProjects(
  { byKey }: Pick<FlushedPartition, "byKey">,
  { stateOf, checkOf }: JudgementSources,
): Judgement {
  const allowed: ProjectBuckets[] = [];
  const pending: KeyBuckets[] = [];
  const disabled: KeyBuckets[] = [];
  const limited: LimitedBuckets[] = [];
  for (const [publicKey, buckets] of byKey) {
    const state = stateOf(publicKey);
    if (state.status === "pending") pending.push({ publicKey, buckets });
    else if (state.status === "disabled") disabled.push({ publicKey, buckets });
    else {
      const { project } = state;
      const scoping = scopingOf(project, { projectId: undefined, publicKey });
      const kept = withinLimits(buckets, checkOf(scoping, state), scoping, limited);
      if (kept.length > 0) allowed.push({ publicKey, project, buckets: kept });
    }
  }
  return { allowed, pending, limited, disabled };
}

function withinLimits(
  buckets: readonly MetricBucket[],
  check: CheckCategory | undefined,
  scoping: Scoping,
  limited: LimitedBuckets[],
): readonly MetricBucket[] {
  if (check === undefined) return buckets;
  const { kept, rejections } = limitBuckets(buckets, check);
  for (const { limit, quantities } of rejections) limited.push({ scoping, limit, quantities });
  return kept;
}
