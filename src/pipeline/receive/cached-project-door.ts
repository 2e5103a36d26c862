import { type AdmissionError, checkAdmission } from "../../domain/project/admission.ts";
import { scopingOf } from "../../domain/project/project-state.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import { featureTitle } from "../../domain/protocol/feature-title.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";
import type { Quota } from "../../domain/quota/quota.ts";
import type { GlobalReads } from "../../services/global-config/global-reads.ts";
import type { ProjectReads } from "../../services/projects/project-reads.ts";
import type { DoorRefusal, ProjectDoor } from "./admission.ts";

export interface CachedProjectDoorDeps {
  readonly projects: ProjectReads;
  readonly global: GlobalReads;
  readonly maxSignatureAgeMs: number;
  /** The id in the URL means nothing: the key's project is taken. */
  readonly overridesProjectIds: boolean;
  readonly now: () => number;
}

const REASONS: Readonly<Record<AdmissionError, string>> = {
  project_id: "ProjectId",
  cors: "Cors",
  missing_signature: "MissingSignature",
  invalid_signature: "InvalidSignature",
};
const UNKNOWN_OR_DISABLED: DoorRefusal = { reason: REASONS.project_id, invalid: "project_id" };

/**
 * The door of managed and static mode. It judges by what is cached: a project that is not known yet lets everything in,
 * and is asked for; the hold asks the same questions again when an envelope's turn comes.
 */
export class CachedProjectDoor implements ProjectDoor {
  readonly #deps: CachedProjectDoorDeps;

  constructor(deps: CachedProjectDoorDeps) {
    this.#deps = deps;
  }

  check({ meta, headers, samplingKey }: Envelope): DoorRefusal | undefined {
    const { projects, maxSignatureAgeMs, overridesProjectIds, now } = this.#deps;
    const { publicKey, projectId } = meta.dsn;
    if (samplingKey !== undefined && samplingKey !== publicKey) projects.use(samplingKey);
    const state = projects.use(publicKey);
    if (state.status === "pending") return undefined;
    if (state.status === "disabled") return UNKNOWN_OR_DISABLED;
    const { signature, fromInternalRelay, origin } = meta;
    const error = checkAdmission(
      state.project,
      {
        publicKey,
        projectId: overridesProjectIds ? undefined : projectId,
        origin,
        signature,
        fromInternalRelay,
      },
      { nowMs: now(), maxSignatureAgeMs },
    );
    if (error !== undefined) return { reason: REASONS[error], invalid: error };
    const missing = headers.requiredFeatures.find((name) => !state.project.config.features.includes(name));
    if (missing === undefined) return undefined;
    return { reason: `FeatureDisabled(${featureTitle(missing)})`, invalid: "feature_disabled" };
  }

  quotasOf(publicKey: string): readonly (readonly Quota[])[] {
    const state = this.#deps.projects.use(publicKey);
    const own = state.status === "enabled" ? state.project.config.quotas : [];
    return [this.#deps.global.state.config.quotas, own];
  }

  scopingOf({ meta }: Envelope): Scoping {
    const { publicKey, projectId } = meta.dsn;
    const state = this.#deps.projects.use(publicKey);
    return state.status === "enabled"
      ? scopingOf(state.project, { projectId, publicKey })
      : { projectId, publicKey };
  }
}
