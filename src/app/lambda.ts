/**
 * Lambda mode: this thread is AwsExtension's Arbiter and registers before anything else is loaded, since the function's
 * runtime does not start before; the data path boots in an Arbiter beside it (`lambda-data.ts`).
 *
 * Start: AwsExtension (registers) → data Arbiter → `ready` → first poll. Stop: SHUTDOWN → drain → the process ends.
 * The data Arbiter lost: AwsExtension polls on and does nothing else while a new one is tried.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address } from "../kernel/actor/address.ts";
import { type Arbiter, startArbiter } from "../kernel/actor/arbiter/arbiter.ts";
import type { Batch } from "../kernel/actor/arbiter/frames.ts";
import { ActorSystem } from "../kernel/actor/system.ts";
import { faultCode } from "../kernel/base/fault.ts";
import { onSignal } from "../kernel/runtime/signals.ts";
import { log } from "../kernel/telemetry/log.ts";
import { AwsExtension } from "../lambda/aws-extension.actor.ts";
import type { AwsExtensionProtocol, RunningDataPath } from "../lambda/aws-extension.protocol.ts";
import { type LambdaEnvironment, readEnvironment } from "../lambda/environment.ts";
import { httpLambdaApi } from "../lambda/http-lambda-api.ts";
import { InitFailureNote } from "../lambda/init-failure-note.ts";
import { newSession } from "../lambda/lambda-api.ts";
import { wantsShutdownOnly } from "../lambda/wants-shutdown-only.ts";
import { lambdaConfigText } from "./lambda-folder.ts";

const TARGET = "baton::lambda";
const BOOT_LIMIT_MS = 3_000;
const RESTARTS = 3;
const RESTART_DELAY_MS = 1_000;

export interface LambdaHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file Lambda started: its name is what we register under. */
  readonly executable: string;
  /** Entry of the data Arbiter's thread. */
  readonly dataEntry: URL;
}

/** What the data Arbiter is started with. */
export interface DataPathInit {
  readonly extension: Address<AwsExtensionProtocol>;
  readonly environment: LambdaEnvironment;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs until Lambda ends the environment; resolves with the process' exit code. */
export async function runLambda(host: LambdaHost): Promise<number> {
  const environment = readEnvironment(host.env, host.executable);
  if (!environment) {
    log("error", TARGET, "AWS_LAMBDA_RUNTIME_API is not set: this is no Lambda environment");
    return 1;
  }
  const ended = Promise.withResolvers<number>();
  const system = new ActorSystem({
    arbiter: "extension",
    onCrash: (path, error) => log("error", TARGET, "an actor crashed", { path, error: String(error) }),
    // Exiting would fail the invocation: a crash is never a reason to.
    supervision: { maxRestarts: Number.POSITIVE_INFINITY, backoff: { firstMs: 10, maxMs: 1_000 } },
  });
  const session = newSession();
  const extension = system.spawn<AwsExtensionProtocol>(
    "aws-extension",
    () =>
      new AwsExtension({
        api: httpLambdaApi(environment.runtimeApi),
        session,
        environment,
        events: wantsShutdownOnly(host.env, lambdaConfigText(host.env)) ? "shutdown" : "all",
        bootLimitMs: BOOT_LIMIT_MS,
        initFailures: new InitFailureNote(join(tmpdir(), "baton-init-failure.json")),
        newId: () => crypto.randomUUID().replaceAll("-", ""),
        finished: () => ended.resolve(0),
        giveUp: (why) => {
          log("error", TARGET, "the platform refuses the extension", { why });
          ended.resolve(1);
        },
      }),
  );
  onSignal("SIGTERM", () => void extension.send("terminate"));
  await system.ready(extension);
  void keepDataPath(system, host, { extension, environment, env: host.env });
  return ended.promise;
}

/** Starts the data Arbiter, and again when it was lost; a configuration does not get better by trying. */
async function keepDataPath(system: ActorSystem, host: LambdaHost, init: DataPathInit): Promise<void> {
  let toldReason: string | undefined;
  for (let attempt = 0; attempt <= RESTARTS; attempt += 1) {
    const lost = Promise.withResolvers<string>();
    let reason: string;
    let isFinal = false;
    try {
      const arbiter = await startDataArbiter(system, host.dataEntry, init, (why) => lost.resolve(why));
      init.extension.send("ready", arbiter.exports);
      toldReason = undefined;
      reason = await lost.promise;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      isFinal = faultCode(error) === "BATON_CONFIG";
    }
    if (reason !== toldReason) init.extension.send("dataPathLost", { reason });
    toldReason = reason;
    if (isFinal) return;
    await new Promise<void>((resolve) => void system.clock.after(RESTART_DELAY_MS, resolve));
  }
}

async function startDataArbiter(
  system: ActorSystem,
  entry: URL,
  init: DataPathInit,
  onLost: (why: string) => void,
): Promise<Arbiter<RunningDataPath>> {
  // Not needed until the extension is registered, so not loaded before.
  const { startThread } = await import("#threads");
  return startArbiter<DataPathInit, RunningDataPath>(system, {
    name: "data",
    init,
    // A freeze looks like silence of any length.
    silentMs: Number.POSITIVE_INFINITY,
    startMs: 10_000,
    onLost: (fault) => onLost(fault.message),
    start: ({ data, transfer, onMessage, onEnd }) =>
      startThread<Batch, Batch>({ entry, name: "data", data, transfer, onMessage, onEnd }),
  });
}
