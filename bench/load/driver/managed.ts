import { createIdentity } from "../../../test/support/managed.ts";
import type { BenchCase } from "./case.ts";
import { compareUnderLoad, type LoadRun, type LoadTargets } from "./measure.ts";

const MAX_BACKLOG = 500;

const NOTES = [
  "What both do: register with the upstream by a generated key, fetch the project's config (enabled, no quotas, no sampling, default scrubbing, logs let in) and the global config, check the envelope and its items against them, normalise events and transactions, scrub by Sentry's default rules, encode with zstd and deliver.",
  `No more than ${MAX_BACKLOG} envelopes are ever accepted and not delivered: without that bound the reference accepts many times what it delivers, and its figures would be those of its backlog.`,
  "What a relay sends of its own accord, such as client reports, counts as delivered too.",
];

/** A throughput case in managed mode: the relay registers, and the upstream knows the project of the traffic. */
export function managedCase(
  title: string,
  run: Pick<LoadRun, "traffic" | "connections" | "warmUpEnvelopes">,
  targets: LoadTargets,
): BenchCase {
  return {
    title: `Managed mode, ${title}, zstd upstream`,
    run: (options) =>
      compareUnderLoad(
        options,
        {
          ...run,
          windowMs: 5_000,
          maxBacklog: MAX_BACKLOG,
          config: { relay: { mode: "managed" } },
          files: createIdentity().files,
          notes: NOTES,
        },
        targets,
      ),
  };
}
