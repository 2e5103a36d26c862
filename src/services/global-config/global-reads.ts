import { DEFAULT_GLOBAL_CONFIG } from "../../domain/project/global-config.ts";
import type { GlobalState } from "./protocol.ts";

/** One Arbiter's copy of the global config, read without a message. */
export class GlobalReads {
  #state: GlobalState;

  /** @param state what holds at the start: not ready where an upstream is yet to be asked */
  constructor(state: GlobalState = { config: DEFAULT_GLOBAL_CONFIG, isReady: false }) {
    this.#state = state;
  }

  get state(): GlobalState {
    return this.#state;
  }

  learn(state: GlobalState): void {
    this.#state = state;
  }
}
