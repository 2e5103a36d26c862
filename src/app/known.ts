import type { Config } from "../config/config.ts";
import { scopingOf } from "../domain/project/project-state.ts";
import type { Scoping } from "../domain/protocol/outcome.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import { ProjectGate } from "../pipeline/hold/project-gate.ts";
import type { HoldGate, HoldListener } from "../pipeline/hold/protocol.ts";
import type { ProjectDoor } from "../pipeline/receive/admission.ts";
import { CachedProjectDoor } from "../pipeline/receive/cached-project-door.ts";
import { GlobalReader } from "../services/global-config/global-reader.actor.ts";
import { GlobalReads } from "../services/global-config/global-reads.ts";
import { ProjectReader } from "../services/projects/project-reader.actor.ts";
import { ProjectReads } from "../services/projects/project-reads.ts";
import type { Knowledge } from "./knowledge.ts";

/** What one Arbiter knows in every mode that has an upstream. */
export interface Known {
  readonly global: GlobalReads;
  /** Absent in proxy mode: no project is known, and nothing is judged. */
  readonly judges?: ProjectJudges;
}

/** What an Arbiter knows of projects, and those who judge by it. */
export interface ProjectJudges {
  readonly projects: ProjectReads;
  readonly global: GlobalReads;
  readonly door: ProjectDoor;
  readonly gate: HoldGate;
  /** Whose data an envelope is, with the ids that are known by now. */
  readonly scopingOf: (held: HeldEnvelope) => Scoping;
}

export function createKnown(
  config: Config,
  knowledge: Knowledge,
  time: { readonly now: () => number; readonly monotonic: () => number },
): Known {
  const global = new GlobalReads();
  return knowledge.projects ? { global, judges: createJudges(config, global, time) } : { global };
}

function createJudges(
  config: Config,
  global: GlobalReads,
  { now, monotonic }: { readonly now: () => number; readonly monotonic: () => number },
): ProjectJudges {
  const projects = new ProjectReads({ monotonic });
  const deps = {
    projects,
    global,
    maxSignatureAgeMs: config.auth.signatureMaxAgeMs,
    overridesProjectIds: config.relay.overrideProjectIds,
    now,
  };
  return {
    projects,
    global,
    door: new CachedProjectDoor(deps),
    gate: new ProjectGate(deps),
    scopingOf: ({ ownKey, delivery }) => {
      const sent = { projectId: delivery.projectId, publicKey: ownKey };
      const state = projects.use(ownKey);
      return state.status === "enabled" ? scopingOf(state.project, sent) : sent;
    },
  };
}

/** Starts what keeps an Arbiter's knowledge up to date, and wakes its hold. */
export function startReaders(
  system: ActorSystem,
  options: {
    readonly known: Known;
    readonly knowledge: Knowledge;
    readonly index: number;
    readonly hold: Address<HoldListener>;
  },
): void {
  const { known, knowledge, index, hold } = options;
  const { projects: source, global } = knowledge;
  system.spawn(
    "global-reader",
    () => new GlobalReader({ reads: known.global, source: global, waiter: hold }),
  );
  const { judges } = known;
  if (source === undefined || judges === undefined) return;
  system.spawn(
    "project-reader",
    () => new ProjectReader({ reads: judges.projects, source, index, waiter: hold }),
  );
}
