import { existsSync } from "node:fs";
import { serveHttp } from "#http-server";
import type { Config } from "../config/config.ts";
import { BATON_VERSION } from "../config/version.ts";
import { parseDsn } from "../domain/protocol/dsn.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { ByteBudget } from "../kernel/base/byte-budget.ts";
import { localExchange } from "../kernel/runtime/local-http.ts";
import { log } from "../kernel/telemetry/log.ts";
import { AllowedDsns } from "../lambda/allowed-dsns.ts";
import type { RunningDataPath } from "../lambda/aws-extension.protocol.ts";
import { DeliveryWatch } from "../lambda/delivery-watch.actor.ts";
import { Enricher } from "../lambda/enricher.ts";
import { isManagedInstances } from "../lambda/environment.ts";
import { lambdaContexts } from "../lambda/lambda-contexts.ts";
import { LambdaDataPath } from "../lambda/lambda-data-path.actor.ts";
import { LazySpool } from "../lambda/lazy-spool.actor.ts";
import { PendingDeliveries } from "../lambda/pending-deliveries.ts";
import { MAX_BATCH_BYTES, telemetryHandler } from "../lambda/telemetry-endpoint.ts";
import { admitOwn, tunnel } from "../lambda/tunnel.ts";
import { warmUp } from "../lambda/warm-up.ts";
import type { SpoolProtocol } from "../pipeline/hold/protocol.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { HealthBoard } from "../services/health/board.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import { startIngest } from "./ingest.ts";
import type { IngestInit } from "./ingest-parts.ts";
import type { DataPathInit } from "./lambda.ts";
import { lambdaSettings, loadLambdaConfig } from "./lambda-config.ts";
import type { LambdaJudging, LambdaJudgingOptions } from "./lambda-judging.ts";

const CLIENT = `baton.aws-lambda/${BATON_VERSION}`;

/**
 * Starts the data path of proxy, static or managed mode with what Lambda adds to it, and resolves when the function's SDK can be heard.
 * Rejects with a Fault: the configuration is broken, or the first port is taken.
 */
export async function startLambdaDataPath(system: ActorSystem, init: DataPathInit): Promise<RunningDataPath> {
  const { env, environment, extension } = init;
  const loaded = await loadLambdaConfig(env, environment);
  const { config, credentials } = loaded;
  const { lambda } = config.aws;
  const budget = ByteBudget.create(config.spool.baton.memoryBudgetBytes);
  const pending = new PendingDeliveries((work) => void extension.send("delivery", work));
  const invoked = Promise.withResolvers<void>();
  // A snapshot is to have no connection in it, and nothing that was signed.
  const mayBegin = environment.initialization === "snap-start" ? invoked.promise : undefined;
  const judging = await startJudging(system, { ...loaded, budget, pending, mayBegin });
  const settings = lambdaSettings(config, env);
  const configured = settings.dsn === undefined ? undefined : parseDsn(settings.dsn);
  const allowed = new AllowedDsns({
    configured: configured?.ok ? configured.value : undefined,
    listed: lambda.allowedDsns,
    upstreamAuthority: new URL(config.relay.upstream).host,
  });
  const enricher = new Enricher({
    addsContexts: lambda.context,
    contexts: lambdaContexts(environment, undefined),
    sighted: (sighting, dsn) => void extension.send("sighted", { sighting, dsn }),
  });
  // A managed relay delivers where it has registered, whatever a DSN says.
  const baseOf = (key: string) => (config.relay.mode === "managed" ? undefined : allowed.baseOf(key));
  let receive: ReceiveContext | undefined;
  const [port = 9000, ...alsoPorts] = lambda.ports;
  const ingest = await startIngest(
    system,
    {
      config,
      index: 0,
      arbiters: 1,
      host: "127.0.0.1",
      port,
      budget: budget.share,
      spool: startSpool(system, config),
      ...accountsOf(system, judging),
      limits: undefined,
      side: "all",
      health: HealthBoard.alwaysReady().share,
      ...(credentials && config.relay.mode === "managed" ? { credentials } : {}),
    },
    {
      alsoHost: "::1",
      alsoPorts,
      prepare: (envelope) => enricher.prepare(envelope),
      sinkOver: (sender) =>
        system.spawn("delivery-watch", () => new DeliveryWatch({ sender, pending, baseOf })),
      holdWatch: pending,
      ...(allowed.configuredKey === undefined ? {} : { firstKeys: [allowed.configuredKey] }),
      before: (ctx) => {
        receive = ctx;
        return tunnel(ctx, allowed);
      },
    },
  );
  judging?.outbox.connect(ingest.hold);
  judging?.accounts.connect(ingest);
  const dataPath = system.spawn(
    "lambda-data-path",
    () =>
      new LambdaDataPath({
        hold: ingest.hold,
        upstreams: [ingest.upstream, ...(judging?.knowledge.queries ? [judging.knowledge.queries] : [])],
        pending,
        invoked: invoked.resolve,
        enricher,
        ...(judging ? { settle: (withinMs: number) => judging.accounts.flush(withinMs) } : {}),
        admit: async (envelope) => (receive ? (await admitOwn(envelope, CLIENT, receive)).status : 503),
      }),
  );
  const telemetryPort = await listenForTelemetry(settings.telemetryPort, init);
  const isGated = !isManagedInstances(environment);
  if (isGated && settings.telemetryPort !== undefined && telemetryPort === undefined) {
    log("warn", "baton::lambda", "the telemetry port is taken: the end of invocations is guessed", {
      port: settings.telemetryPort,
    });
  }
  system.clock.after(0, () => {
    warmUp(config.http.encoding, enricher, system.clock.nowMs());
    // Loopback only, and refused: it has no DSN.
    void localExchange({ host: "127.0.0.1", port, method: "POST", path: "/envelope", timeoutMs: 1_000 });
  });
  return { dataPath, settings: { ...settings, telemetryPort } };
}

/** Loaded where it is configured: a proxy starts without it. */
async function startJudging(
  system: ActorSystem,
  options: LambdaJudgingOptions,
): Promise<LambdaJudging | undefined> {
  const { mode } = options.config.relay;
  if (mode === "static" || mode === "managed")
    return (await import("./lambda-judging.ts")).startLambdaJudging(system, options);
  if (mode !== "proxy")
    log("warn", "baton::lambda", "this mode is not for Lambda: it runs as a proxy", { mode });
  return undefined;
}

/** A proxy on Lambda counts nothing: it has no projects that could refuse anything. */
function accountsOf(
  system: ActorSystem,
  judging: LambdaJudging | undefined,
): Pick<IngestInit, "outcomes" | "drops" | "metrics" | "knowledge"> {
  if (judging === undefined) {
    const handlers = { track: () => {}, flush: () => {} };
    return { outcomes: system.spawn<OutcomesProtocol>("outcomes", { handlers }) };
  }
  const { knowledge, accounts } = judging;
  const { outcomes, drops, metrics } = accounts;
  return { knowledge, outcomes, drops, ...(metrics ? { metrics } : {}) };
}

/** The sender is not on loopback, on Lambda. */
async function listenForTelemetry(
  port: number | undefined,
  { extension }: DataPathInit,
): Promise<number | undefined> {
  if (port === undefined) return undefined;
  const options = { host: "0.0.0.0", maxBodyBytes: MAX_BATCH_BYTES, idleTimeoutMs: 0 };
  try {
    return (await serveHttp({ ...options, port, handler: telemetryHandler(extension) })).port;
  } catch {
    return undefined;
  }
}

function startSpool(system: ActorSystem, config: Config): Address<SpoolProtocol> | undefined {
  const { path, maxDiskSizeBytes, diskUsageRefreshFrequencyMs } = config.spool.envelopes;
  if (path === null) return undefined;
  return system.spawn(
    "spool",
    () =>
      new LazySpool({
        isThere: existsSync(path),
        open: async () => {
          const { Spool } = await import("../pipeline/hold/spool.actor.ts");
          const spool = new Spool({
            path,
            partitions: 1,
            partitioning: "round_robin",
            maxBytes: maxDiskSizeBytes,
            usageRefreshMs: diskUsageRefreshFrequencyMs,
            encoding: config.http.encoding,
            maxEnvelopeBytes: config.limits.maxEnvelopeSizeBytes * 2,
          });
          return system.spawn("spool-disk", spool);
        },
      }),
  );
}
