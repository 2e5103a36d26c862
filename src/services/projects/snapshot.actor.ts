import { existsSync } from "node:fs";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { faultCode } from "../../kernel/base/fault.ts";
import { removeFile } from "../../kernel/runtime/files.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { SavedState, SnapshotProtocol } from "./protocol.ts";
import { SnapshotDatabase } from "./snapshot-database.ts";

const MAX_AGE_MS = 30 * 24 * 3_600_000;
const MAX_STATES = 200_000;
const COMPLAIN_EVERY_MS = 60_000;
const LOG = "baton::snapshot";

/**
 * Keeps what the upstream said on disk, so that a relay that is restarted while its upstream is away goes on with it. A
 * disk that does not work costs that, and nothing else.
 *
 * Started by `app/`, once, in managed mode; a restart opens the file anew.
 */
export class Snapshot implements Actor<SnapshotProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };
  readonly #path: string;
  readonly #opensLate: boolean;
  #isOpened = false;
  #db: SnapshotDatabase | undefined;
  #complainedAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: {
    path: string;
    /** Not before something is to be kept or remembered, where every millisecond of a start counts. */
    opensLate?: boolean;
  }) {
    this.#path = deps.path;
    this.#opensLate = deps.opensLate ?? false;
  }

  started(ctx: Context<SnapshotProtocol>): void {
    if (!this.#opensLate) this.#opened(ctx);
  }

  readonly handlers: Handlers<SnapshotProtocol> = {
    save: ({ states }, ctx) => this.#try(ctx, (db) => db.save(states, ctx.now())),
    load: ({ publicKeys }, ctx): readonly SavedState[] =>
      (this.#isThere() && this.#try(ctx, (db) => db.load(publicKeys))) || [],
    saveGlobal: (json, ctx) => this.#try(ctx, (db) => db.saveGlobal(json)),
    loadGlobal: (_, ctx) => (this.#isThere() ? this.#try(ctx, (db) => db.loadGlobal()) : undefined),
  };

  stopped(): void {
    this.#db?.close();
  }

  /** Nothing can be remembered from a file that nobody has made. */
  #isThere(): boolean {
    return this.#isOpened || existsSync(this.#path);
  }

  #opened(ctx: Context<SnapshotProtocol>): SnapshotDatabase | undefined {
    if (!this.#isOpened) this.#db = this.#open(ctx);
    this.#isOpened = true;
    return this.#db;
  }

  /** A file that is no database is nothing to keep: a new one begins. */
  #open(ctx: Context<SnapshotProtocol>): SnapshotDatabase | undefined {
    const options = { path: this.#path, maxAgeMs: MAX_AGE_MS, maxStates: MAX_STATES };
    try {
      return new SnapshotDatabase(options, ctx.now());
    } catch (error) {
      if (faultCode(error) !== "BATON_SQLITE_CORRUPT") return this.#complain(error, ctx);
    }
    log("warn", LOG, "the snapshot is corrupt: a new one begins");
    try {
      for (const suffix of ["", "-wal", "-shm"]) removeFile(this.#path + suffix);
      return new SnapshotDatabase(options, ctx.now());
    } catch (error) {
      return this.#complain(error, ctx);
    }
  }

  #try<T>(ctx: Context<SnapshotProtocol>, work: (db: SnapshotDatabase) => T): T | undefined {
    const db = this.#opened(ctx);
    if (db === undefined) return undefined;
    try {
      return work(db);
    } catch (error) {
      return this.#complain(error, ctx);
    }
  }

  #complain(error: unknown, ctx: Context<SnapshotProtocol>): undefined {
    const nowMs = ctx.monotonic();
    if (nowMs - this.#complainedAtMs < COMPLAIN_EVERY_MS) return;
    this.#complainedAtMs = nowMs;
    log("warn", LOG, "no snapshot: a restart during an outage will know no projects", {
      code: faultCode(error) ?? "BATON_SQLITE_FAILED",
      error: String(error),
    });
  }
}
