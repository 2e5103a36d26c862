import type { ApiAnswer, LifecycleEvent } from "../extensions-api.ts";

/** One registered extension: its poll, and the events that wait for it. */
export class ExtensionSlot {
  readonly events: readonly LifecycleEvent[];
  gone = false;
  #poll: ((answer: ApiAnswer) => void) | undefined;
  readonly #waiting: string[] = [];

  constructor(events: readonly LifecycleEvent[]) {
    this.events = events;
  }

  get polling(): boolean {
    return this.#poll !== undefined;
  }

  /** Nothing keeps the gate open for it: it polls, or is no more. */
  get isBack(): boolean {
    return this.polling || this.gone;
  }

  poll(answer: (answer: ApiAnswer) => void): void {
    this.#poll = answer;
    this.#handOut();
  }

  send(event: object): void {
    this.#waiting.push(JSON.stringify(event));
    this.#handOut();
  }

  #handOut(): void {
    const poll = this.#poll;
    if (!poll) return;
    const body = this.#waiting.shift();
    if (body === undefined) return;
    this.#poll = undefined;
    poll({ status: 200, body });
  }
}
