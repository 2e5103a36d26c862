import type { Config } from "../config/config.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import { type Accounts, startAccounts } from "./accounts.ts";
import type { Knowledge } from "./knowledge.ts";
import { Outbox } from "./outbox.ts";
import { startStatic } from "./static.ts";

/** What static mode adds to the data path: the projects, and who keeps account of what they refuse. */
export interface LambdaJudging {
  readonly knowledge: Knowledge;
  readonly accounts: Accounts;
  readonly outbox: Outbox;
}

export interface LambdaJudgingOptions {
  readonly config: Config;
  /** Of the configuration; the function's files never change. */
  readonly folder: string;
  readonly budget: ByteBudget;
}

/** Its index is the one after the only ingest Arbiter's. */
const INDEX = 1;

/** Starts what judges envelopes by `projects/*.json`. */
export function startLambdaJudging(
  system: ActorSystem,
  { config, folder, budget }: LambdaJudgingOptions,
): LambdaJudging {
  const knowledge = startStatic(system, config, folder, { readOnce: true });
  const outbox = new Outbox(budget);
  return { knowledge, outbox, accounts: startAccounts(system, { config, knowledge, index: INDEX, outbox }) };
}
