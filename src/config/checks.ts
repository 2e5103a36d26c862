import type { Config } from "./config.ts";
import type { Credentials } from "./credentials/credentials.ts";

/** A batch of the spool may take this share of the memory in which the spool works. */
const LARGEST_BATCH_SHARE = 0.1;

/**
 * Why a relay cannot start with options that are each right by themselves; `undefined` when it can. The texts are the
 * reference's where it knows the case.
 */
export function startProblem(config: Config, credentials: Credentials | undefined): string | undefined {
  return modeProblem(config, credentials) ?? spoolProblem(config);
}

/** Why a relay cannot do what its mode asks of it; `undefined` when it can. */
export function modeProblem(config: Config, credentials: Credentials | undefined): string | undefined {
  const { mode } = config.relay;
  if (mode === "managed" && credentials === undefined) {
    return 'relay has no credentials, which are required in managed mode. Generate some with "baton credentials generate" first.';
  }
  if (config.processing.enabled && mode !== "managed")
    return "Processing can only be enabled in managed mode.";
  // What was meant for Kafka must not go upstream instead, unsaid.
  if (config.processing.enabled)
    return "`processing.enabled`: this version cannot write to Kafka yet. Turn it off to forward to the upstream.";
  return undefined;
}

function spoolProblem({ spool: { envelopes, baton } }: Config): string | undefined {
  if (baton.write === "before_answer" && envelopes.path === null) {
    return "`spool.baton.write: before_answer` needs a file: set `spool.envelopes.path`";
  }
  const limit = Math.floor(
    baton.memoryBudgetBytes * envelopes.maxBackpressureMemoryRatio * LARGEST_BATCH_SHARE,
  );
  if (envelopes.path === null || envelopes.batchSizeBytes <= limit) return undefined;
  return `the configured \`spool.envelopes.batch_size_bytes\` is ${envelopes.batchSizeBytes} bytes but it must be <= than ${limit} bytes`;
}
