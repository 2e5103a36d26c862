import { checkAdmission } from "../../domain/project/admission.ts";
import { invalid, type Rejection } from "../../domain/protocol/rejection.ts";
import type { GlobalReads } from "../../services/global-config/global-reads.ts";
import type { ProjectReads } from "../../services/projects/project-reads.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type { HoldGate } from "./protocol.ts";

export interface ProjectGateDeps {
  readonly projects: ProjectReads;
  readonly global: GlobalReads;
  readonly maxSignatureAgeMs: number;
  readonly overridesProjectIds: boolean;
  readonly now: () => number;
}

/**
 * Holds envelopes back until both their projects are known, and asks again what the door asked: it may have known less.
 */
export class ProjectGate implements HoldGate {
  readonly #deps: ProjectGateDeps;

  constructor(deps: ProjectGateDeps) {
    this.#deps = deps;
  }

  isShut(): boolean {
    return !this.#deps.global.state.isReady;
  }

  judge(held: HeldEnvelope): "go" | "wait" | Rejection {
    const { projects, maxSignatureAgeMs, overridesProjectIds, now } = this.#deps;
    const { ownKey, samplingKey, delivery, signature, fromInternalRelay = false } = held;
    const own = projects.use(ownKey);
    if (own.status === "disabled") return invalid("project_id");
    const sampling = samplingKey === ownKey ? own : projects.use(samplingKey);
    if (own.status === "pending" || sampling.status === "pending") return "wait";
    const error = checkAdmission(
      own.project,
      {
        publicKey: ownKey,
        projectId: overridesProjectIds || delivery.projectId === NO_PROJECT ? undefined : delivery.projectId,
        origin: delivery.origin,
        signature,
        fromInternalRelay,
      },
      { nowMs: now(), maxSignatureAgeMs },
    );
    return error === undefined ? "go" : invalid(error);
  }
}

/** What stands for a project that the sender did not name. */
const NO_PROJECT = "0";
