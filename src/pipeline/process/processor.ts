import type { GlobalConfig } from "../../domain/project/global-config.ts";
import type { ProjectInfo } from "../../domain/project/project-state.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";

/** What the processing of one envelope may look at. */
export interface ProcessContext {
  readonly project: ProjectInfo;
  /** The project whose sampling rules apply, when it is another one of the same organization. */
  readonly samplingProject: ProjectInfo | undefined;
  readonly global: GlobalConfig;
  /** Whose data it is, ids included. */
  readonly scoping: Scoping;
  readonly nowMs: number;
  /** Row of the spool where the envelope still is. */
  readonly row?: number | undefined;
}

/**
 * Makes of an envelope what is to be sent: none, one or several. What it drops it tells on its own account. An envelope
 * it throws at is dropped as `internal`.
 */
export type EnvelopeProcessor = (
  envelope: Envelope,
  ctx: ProcessContext,
) => readonly Envelope[] | Promise<readonly Envelope[]>;
