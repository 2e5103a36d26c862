import { PENDING, type ProjectState } from "../../domain/project/project-state.ts";
import type { KnownProject } from "./protocol.ts";

interface Copy {
  readonly state: ProjectState;
  /** Monotonic; from then on its use asks for a newer one. */
  readonly staleAtMs: number;
}

/**
 * The project states that one Arbiter uses, read without a message. A key's first use, and its first use when stale, put
 * it on the list of what is wanted; the stale state stays in use until there is a newer one. How many there are is
 * bounded where the truth is held: it evicts, and this follows.
 */
export class ProjectReads {
  readonly #copies = new Map<string, Copy>();
  readonly #monotonic: () => number;
  #wanted: string[] = [];
  /** Asked for and not answered. */
  readonly #asked = new Set<string>();
  /** Called when something is wanted and nothing was. */
  onWanted: () => void = () => {};

  constructor(deps: { monotonic: () => number }) {
    this.#monotonic = deps.monotonic;
  }

  /** The state of a key that data came for. */
  use(publicKey: string): ProjectState {
    const copy = this.#copies.get(publicKey);
    if (copy === undefined) {
      this.#copies.set(publicKey, { state: PENDING, staleAtMs: Number.POSITIVE_INFINITY });
      this.#ask(publicKey);
      return PENDING;
    }
    if (copy.staleAtMs <= this.#monotonic() && !this.#asked.has(publicKey)) this.#ask(publicKey);
    return copy.state;
  }

  get size(): number {
    return this.#copies.size;
  }

  /** Takes the list of what is wanted. */
  takeWanted(): readonly string[] {
    const wanted = this.#wanted;
    this.#wanted = [];
    return wanted;
  }

  /** Puts keys back on the list. */
  wantAgain(publicKeys: readonly string[]): void {
    for (const publicKey of publicKeys) this.#want(publicKey);
  }

  /** Keys that were asked for and not answered. */
  unanswered(): readonly string[] {
    return [...this.#asked];
  }

  /** @returns the keys whose state is known now and was not before */
  learn(projects: readonly KnownProject[]): readonly string[] {
    const ready: string[] = [];
    const nowMs = this.#monotonic();
    for (const { publicKey, state, freshForMs } of projects) {
      const before = this.#copies.get(publicKey)?.state.status ?? "pending";
      if (before === "pending" && state.status !== "pending") ready.push(publicKey);
      this.#copies.set(publicKey, { state, staleAtMs: nowMs + freshForMs });
      this.#asked.delete(publicKey);
    }
    return ready;
  }

  forget(publicKeys: readonly string[]): void {
    for (const publicKey of publicKeys) {
      this.#copies.delete(publicKey);
      this.#asked.delete(publicKey);
    }
  }

  #ask(publicKey: string): void {
    this.#asked.add(publicKey);
    this.#want(publicKey);
  }

  #want(publicKey: string): void {
    if (this.#wanted.push(publicKey) === 1) this.onWanted();
  }
}
