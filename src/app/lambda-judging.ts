import { createHttpClient } from "#http-client";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { assert } from "../kernel/base/assert.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { PendingDeliveries } from "../lambda/pending-deliveries.ts";
import { upstreamQuestions } from "../lambda/upstream-questions.ts";
import { type Accounts, startAccounts } from "./accounts.ts";
import type { Knowledge } from "./knowledge.ts";
import type { LambdaConfig } from "./lambda-config.ts";
import { startManaged } from "./managed.ts";
import { Outbox } from "./outbox.ts";
import { startStatic } from "./static.ts";

/** What static and managed mode add to the data path: the projects, and who keeps account of what they refuse. */
export interface LambdaJudging {
  readonly knowledge: Knowledge;
  readonly accounts: Accounts;
  readonly outbox: Outbox;
}

export interface LambdaJudgingOptions extends LambdaConfig {
  readonly budget: ByteBudget;
  readonly pending: PendingDeliveries;
  /** The upstream is asked nothing before this; absent: at once. */
  readonly mayBegin: Promise<void> | undefined;
}

/** Its index is the one after the only ingest Arbiter's. */
const INDEX = 1;
/** At SHUTDOWN there are two seconds: what an earlier process of this environment was told is used well before that. */
const LATE_MS = 500;

/** Starts what judges envelopes: by `projects/*.json`, or by what the upstream says. Waits for neither. */
export async function startLambdaJudging(
  system: ActorSystem,
  options: LambdaJudgingOptions,
): Promise<LambdaJudging> {
  const { config, folder, budget } = options;
  const knowledge =
    config.relay.mode === "static"
      ? // The function's files never change.
        startStatic(system, config, folder, { readOnce: true })
      : managedKnowledge(system, options);
  const outbox = new Outbox(budget);
  const accounts = await startAccounts(system, { config, knowledge, index: INDEX, outbox });
  return { knowledge, outbox, accounts };
}

function managedKnowledge(system: ActorSystem, options: LambdaJudgingOptions): Knowledge {
  const { config, folder, credentials, pending, mayBegin } = options;
  assert(credentials !== undefined, "a managed relay without credentials is not started");
  return startManaged(system, {
    ...{ config, folder, credentials },
    createClient: (how) => upstreamQuestions(createHttpClient(how), pending),
    // Nobody is served by waiting for an upstream that will not have us.
    registrationChanged: (state) => pending.answered("registration", { isFailing: state === "denied" }),
    lateMs: Math.min(LATE_MS, config.http.timeoutMs),
    opensSnapshotLate: true,
    ...(mayBegin ? { mayBegin } : {}),
  });
}
