import { rmSync, writeFileSync } from "node:fs";

/** Room for SQLite to note that some rows are gone. */
const RESERVE_BYTES = 1024 * 1024;

/**
 * A file beside the spool that only takes up space. SQLite needs some even to delete: on a disk that is full the reserve
 * is given up, rows that were delivered can go, and with them comes the room for everything else.
 */
export class SpoolReserve {
  readonly #path: string | undefined;
  #isHeld = false;

  /** @param spoolPath `:memory:` has none */
  constructor(spoolPath: string) {
    this.#path = spoolPath === ":memory:" ? undefined : `${spoolPath}.reserve`;
    this.hold();
  }

  /** Takes the space, if it is there. @returns whether it is taken */
  hold(): boolean {
    if (this.#path === undefined || this.#isHeld) return true;
    try {
      writeFileSync(this.#path, Buffer.alloc(RESERVE_BYTES), { mode: 0o600 });
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
