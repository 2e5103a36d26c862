import { rmSync, statSync, truncateSync, writeFileSync } from "node:fs";

const MIB = 1024 * 1024;
/** What the write-ahead log may hold (it is brought into the file at 4 MiB) and one batch of envelopes, and some room. */
const RESERVE_BYTES = 12 * MIB;
/** A disk that has room for the reserve alone has none for envelopes. */
const NEEDED_BYTES = 16 * MIB;

/**
 * A file beside the spool that only takes up space. SQLite needs some even to delete: on a disk that is full the reserve
 * is given up, rows that were delivered can go, and with them comes the room for everything else. It outlives the
 * process, so that a start costs nothing.
 */
export class SpoolReserve {
  readonly #path: string | undefined;
  #isHeld = false;

  /** @param spoolPath `:memory:` has none */
  constructor(spoolPath: string) {
    this.#path = spoolPath === ":memory:" ? undefined : `${spoolPath}.reserve`;
    this.hold();
  }

  /** Takes the space, if there is enough of it. @returns whether it is taken */
  hold(): boolean {
    if (this.#path === undefined || this.#isHeld) return true;
    try {
      if (statSync(this.#path, { throwIfNoEntry: false })?.size !== RESERVE_BYTES) {
        writeFileSync(this.#path, Buffer.alloc(NEEDED_BYTES), { mode: 0o600 });
        truncateSync(this.#path, RESERVE_BYTES);
      }
      this.#isHeld = true;
    } catch {
      this.giveUp(); // what was written of it would be in the way
    }
    return this.#isHeld;
  }

  giveUp(): void {
    this.#isHeld = false;
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }
}
