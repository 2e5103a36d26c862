import type { Config } from "../config/config.ts";

/** Whether this relay is ready, as one number that all Arbiters read. */
export class Readiness {
  readonly share = new SharedArrayBuffer(4);
  readonly #cell = new Int32Array(this.share);
  #isStarted = false;
  #isRegistered = false;
  readonly #waitsForRegistration: boolean;

  constructor({ relay, auth }: Pick<Config, "relay" | "auth">) {
    this.#waitsForRegistration = relay.mode === "managed" && auth.ready === "authenticated";
  }

  set(facts: { readonly isStarted?: boolean; readonly isRegistered?: boolean }): void {
    this.#isStarted = facts.isStarted ?? this.#isStarted;
    this.#isRegistered = facts.isRegistered ?? this.#isRegistered;
    const isReady = this.#isStarted && (this.#isRegistered || !this.#waitsForRegistration);
    Atomics.store(this.#cell, 0, isReady ? 1 : 0);
  }
}
