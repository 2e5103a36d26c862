/** A wall-clock step that only a freeze explains: no socket survives it for certain. */
const THAW_MS = 5_000;

/** Notices by the wall clock that the environment was frozen, or restored, since the last look. */
export class ThawWatch {
  #lastMs: number | undefined;

  /** Something happened: time up to now was not frozen, or has been dealt with. */
  awake(nowMs: number): void {
    this.#lastMs = nowMs;
  }

  /** @returns whether there was a freeze, or a clock that jumped like after one */
  look(nowMs: number): boolean {
    const stepMs = Math.abs(nowMs - (this.#lastMs ?? nowMs));
    this.#lastMs = nowMs;
    return stepMs > THAW_MS;
  }
}
