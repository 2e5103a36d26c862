import type { EventSubject } from "../../../domain/event/getter.ts";
import { samplingReason } from "../../../domain/outcomes/sampling-reason.ts";
import type { ProjectInfo } from "../../../domain/project/project-state.ts";
import { by, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { TraceContext } from "../../../domain/protocol/trace-context.ts";
import { SamplingEvaluation, type SamplingMatch } from "../../../domain/sampling/sampling-rules.ts";
import { seededRandom } from "../../../domain/sampling/seeded-random.ts";
import type { StepContext } from "../context.ts";
import { samplingOf } from "../project-rules.ts";

/** What is sampled. */
export interface Sampled {
  /** What is known of its trace; `undefined`: nothing, and rules about traces do not apply. */
  readonly trace: TraceContext | undefined;
  /** The project that the trace began in, when it is known. */
  readonly root: ProjectInfo | undefined;
  /** False: the project's own rules have no say, only those of the trace. */
  readonly rulesOfProject?: boolean;
  /** A transaction and its id, for rules about transactions. */
  readonly transaction?: { readonly subject: EventSubject; readonly eventId: string };
}

/** The project whose rules about traces apply: the one that the trace began in. */
export function rootProject({
  headers,
  project,
  scoping,
  samplingProject,
}: StepContext): ProjectInfo | undefined {
  const { trace } = headers;
  if (trace === undefined || trace === null) return undefined;
  return trace.publicKey === scoping.publicKey ? project : samplingProject;
}

/** Why dynamic sampling drops this; `undefined` keeps it. The same for all of a trace, in all relays. */
export function sample(sampled: Sampled, ctx: StepContext): Rejection | undefined {
  const match = evaluate(sampled, ctx);
  if (match === undefined || isKept(match)) return undefined;
  const reason = samplingReason(match.ruleIds);
  return by(`sampling/${match.ruleIds.join(",")}`, { outcome: "filtered", reason });
}

/** The project's rules first, then those of the trace; they share factors and minimum. */
function evaluate(
  { trace, root, transaction, rulesOfProject = true }: Sampled,
  { project, nowMs }: StepContext,
) {
  const evaluation = new SamplingEvaluation(nowMs);
  const own = samplingOf(project);
  let match: SamplingMatch | undefined;
  if (transaction !== undefined)
    match = evaluation.evaluate(own.transaction, transaction.subject, transaction.eventId);
  if (match !== undefined || trace === undefined) return match;
  if (rulesOfProject) match = evaluation.evaluate(own.project, trace, trace.traceId);
  if (match !== undefined || root === undefined) return match;
  return evaluation.evaluate(samplingOf(root).trace, trace, trace.traceId);
}

function isKept({ sampleRate, seed }: SamplingMatch): boolean {
  return sampleRate >= 1 || (sampleRate > 0 && seededRandom(seed) < sampleRate);
}
