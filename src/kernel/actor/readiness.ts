import { askFault, Reply } from "./reply.ts";

/** Those who wait for an actor's start, and why it failed last. */
export class Readiness {
  failure: unknown;
  #waiting: Reply[] = [];

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  wait(): Promise<void> {
    const { reply, promise } = Reply.open();
    this.#waiting.push(reply);
    return promise as Promise<void>;
  }

  resolve(): void {
    for (const reply of this.#waiting.splice(0)) reply.resolve(undefined);
  }

  /** It will never start: rejects with what it failed with. */
  reject(path: string): void {
    for (const reply of this.#waiting.splice(0)) reply.reject(this.#reason(path));
  }

  failed(path: string): Promise<never> {
    return Promise.reject(this.#reason(path));
  }

  #reason(path: string): unknown {
    return this.failure ?? askFault("BATON_ASK_STOPPED", `${path} has stopped`);
  }
}
