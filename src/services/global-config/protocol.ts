import type { GlobalConfig } from "../../domain/project/global-config.ts";
import type { Address } from "../../kernel/actor/address.ts";

/** What holds for all projects, and whether the upstream has said so yet. */
export interface GlobalState {
  readonly config: GlobalConfig;
  readonly isReady: boolean;
}

export interface GlobalListener {
  /** It is known for the first time, or has changed. */
  globalChanged(state: GlobalState): void;
}

export interface GlobalConfigProtocol {
  /** Tells from now on, and at once what is known. */
  subscribe(listener: Address<GlobalListener>): void;
}
