import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { modeProblem } from "../config/checks.ts";
import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import { type LoadedConfig, loadConfig } from "../config/load/load.ts";
import { BATON_VERSION } from "../config/version.ts";
import { Fault } from "../kernel/base/fault.ts";
import type { LambdaSettings } from "../lambda/aws-extension.protocol.ts";
import type { LambdaEnvironment } from "../lambda/environment.ts";
import { lambdaFolder } from "./lambda-folder.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Of the function's memory, what waiting envelopes may take. */
const MEMORY_SHARE = 8;
const LEAST_BUDGET_BYTES = 8 * 1024 * 1024;
/** An outage shows in every upload of its own; probing on a timer makes no sense where time stands still. */
const NO_OUTAGE_STATE_MS = 24 * 3_600_000;
const MAX_RETRY_MS = 5_000;
const STALE_IS_GOOD_MS = 24 * 3_600_000;
const SNAPSHOT = "baton-snapshot.db";

export interface LambdaConfig {
  readonly config: Config;
  /** Where it was read from, and where a static relay's projects lie. */
  readonly folder: string;
  /** There in managed mode. */
  readonly credentials: Credentials | undefined;
}

/** @throws Fault `BATON_CONFIG` with file, key and reason */
export async function loadLambdaConfig(env: Env, environment: LambdaEnvironment): Promise<LambdaConfig> {
  const folder = lambdaFolder(env);
  const loaded = await loadConfig({
    folder,
    explicit: false,
    env,
    isLambdaExtension: true,
  });
  if (!loaded.ok) {
    const { message, causes } = loaded.error;
    throw unusable([message, ...causes].join(": "));
  }
  const config = adapted(loaded.value, environment);
  const { credentials } = loaded.value;
  const problem = modeProblem(config, credentials);
  if (problem !== undefined) throw unusable(problem);
  return { config, folder, credentials };
}

function unusable(why: string): Fault {
  return new Fault(why, { code: "BATON_CONFIG", source: "local" });
}

/** What follows from living in a small environment that is frozen between requests. */
function adapted({ config }: LoadedConfig, environment: LambdaEnvironment): Config {
  const memoryBytes = (environment.memoryMb ?? 128) * 1024 * 1024;
  const share = Math.max(LEAST_BUDGET_BYTES, Math.floor(memoryBytes / MEMORY_SHARE));
  const { spool, http, aws, cache } = config;
  return {
    ...config,
    http: {
      ...http,
      outageGracePeriodMs: NO_OUTAGE_STATE_MS,
      // Most of a long pause would pass frozen, and then it would be the next invocation's.
      maxRetryIntervalMs: Math.min(http.maxRetryIntervalMs, MAX_RETRY_MS),
    },
    spool: {
      ...spool,
      baton: { ...spool.baton, memoryBudgetBytes: Math.min(spool.baton.memoryBudgetBytes, share) },
      // At the end everything is sent as long as there is time, and only then saved.
      envelopes: { ...spool.envelopes, path: inTemporary(aws.lambda.spoolPath), ephemeral: true },
    },
    cache: {
      ...cache,
      snapshotPath: inTemporary(cache.snapshotPath ?? SNAPSHOT),
      // After a freeze everything has expired at once: it is good enough until it has been asked for anew.
      projectGracePeriodMs: Math.max(cache.projectGracePeriodMs, STALE_IS_GOOD_MS),
    },
  };
}

/** The temporary folder is the only place that can be written to, and it outlives the process. */
function inTemporary(configured: string | null): string | null {
  return configured === null ? null : resolve(tmpdir(), configured);
}

export function lambdaSettings(config: Config, env: Env): LambdaSettings {
  const { lambda } = config.aws;
  const { telemetry } = lambda;
  const streams = new Set(telemetry.streams);
  if (telemetry.logs) streams.add("function");
  return {
    policy: { flush: lambda.flush, capMs: lambda.maxHoldMs },
    telemetry: [...streams],
    telemetryPort: streams.size > 0 ? telemetry.port : undefined,
    telemetryBufferMs: telemetry.bufferTimeoutMs,
    shutdownMarginMs: lambda.shutdownMarginMs,
    dsn: lambda.dsn ?? undefined,
    report: {
      origin: {
        release: env.SENTRY_RELEASE,
        environmentName: env.SENTRY_ENVIRONMENT,
        sdkVersion: BATON_VERSION,
      },
      incidents: telemetry.failureEvents,
      metrics: telemetry.reportMetrics,
      functionLogs: telemetry.logs,
      logLimits: {
        perSecond: telemetry.maxLogsPerSecond,
        maxBodyBytes: telemetry.maxLogSizeBytes,
        maxWaiting: 1_000,
      },
    },
  };
}
