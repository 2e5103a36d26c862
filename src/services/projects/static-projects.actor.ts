import type { ProjectState } from "../../domain/project/project-state.ts";
import { StaticProjects } from "../../domain/static/static-projects.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { KnownProject, ProjectReaderProtocol, ProjectSourceProtocol } from "./protocol.ts";

interface Internal extends ProjectSourceProtocol {
  reload(): void;
}

export interface StaticProjectsDeps {
  /** The texts of `projects/*.json` by file name; `undefined` when the folder cannot be read. */
  readonly read: () => ReadonlyMap<string, string> | undefined;
  /** Tells of changes in the folder; returns how to end that. Absent where it cannot be watched. */
  readonly watch?: (changed: () => void) => () => void;
  /** How often the folder is looked at all the same; absent where files never change. */
  readonly intervalMs?: number;
}

/** Keys remembered with their readers; those of the default are made up by whoever sends. */
const MOST_KEYS = 100_000;
/** A state is good until the reader asks again; a change is told before. */
const FRESH_FOR_MS = 60_000;
const LOG = "baton::projects";

/**
 * The projects of static mode: read from files, and read again when they change. A file that is broken keeps what it said
 * before, and is complained of once per change.
 *
 * Started by `app/`, once, in static mode; a restart reads everything anew.
 */
export class StaticProjectsActor implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100_000, whenFull: "refuse" };
  readonly #deps: StaticProjectsDeps;
  readonly #readers = new Map<number, Address<ProjectReaderProtocol>>();
  /** What each key in use was last said to be. */
  readonly #told = new Map<string, ProjectState>();
  #projects = StaticProjects.none;
  #texts: ReadonlyMap<string, string> = new Map();
  #endWatch: (() => void) | undefined;

  constructor(deps: StaticProjectsDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<Internal>): void {
    this.#reload();
    const { intervalMs } = this.#deps;
    if (intervalMs !== undefined) ctx.every(intervalMs, "reload");
    this.#endWatch = this.#deps.watch?.(() => void ctx.self.send("reload"));
  }

  readonly handlers: Handlers<Internal> = {
    want: ({ publicKeys, reader, index }) => {
      this.#readers.set(index, reader);
      reader.send("known", { projects: publicKeys.map((publicKey) => this.#know(publicKey)) });
    },
    reload: () => this.#reload(),
  };

  stopped(): void {
    this.#endWatch?.();
  }

  #know(publicKey: string): KnownProject {
    const state = this.#projects.stateOf(publicKey);
    this.#told.delete(publicKey);
    this.#told.set(publicKey, state);
    if (this.#told.size > MOST_KEYS) {
      const [oldest] = this.#told.keys();
      if (oldest !== undefined) this.#forget(oldest);
    }
    return { publicKey, state, freshForMs: FRESH_FOR_MS };
  }

  #forget(publicKey: string): void {
    this.#told.delete(publicKey);
    for (const reader of this.#readers.values()) reader.send("evicted", { publicKeys: [publicKey] });
  }

  #reload(): void {
    const texts = this.#deps.read();
    if (texts === undefined || sameTexts(texts, this.#texts)) return;
    this.#texts = texts;
    const { projects, problems } = StaticProjects.load(texts, this.#projects);
    this.#projects = projects;
    for (const { file, reason } of problems)
      log("error", LOG, `projects/${file} cannot be used, what it said before stays`, { reason });
    log("info", LOG, "project configs loaded", {
      files: texts.size,
      keys: projects.publicKeys().length,
      default: projects.hasDefault,
    });
    const all = [...this.#told.keys()].map((publicKey) => this.#know(publicKey));
    if (all.length === 0) return;
    for (const reader of this.#readers.values()) reader.send("known", { projects: all });
  }
}

function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false;
  for (const [file, text] of a) if (b.get(file) !== text) return false;
  return true;
}
