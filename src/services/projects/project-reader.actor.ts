import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import type { ProjectReads } from "./project-reads.ts";
import type { ProjectReaderProtocol, ProjectSourceProtocol } from "./protocol.ts";

interface Internal extends ProjectReaderProtocol {
  ask(): void;
  askAgain(): void;
  wake(): void;
}

/** Who waits for states. */
export interface ProjectWaiter {
  /** The states of these keys are known now. */
  projectsReady(news: { readonly publicKeys: readonly string[] }): void;
}

export interface ProjectReaderDeps {
  readonly reads: ProjectReads;
  readonly source: Address<ProjectSourceProtocol>;
  readonly index: number;
  readonly waiter: Address<ProjectWaiter>;
}

const RETRY_MS = 100;
/** Who holds the truth may have been restarted, and know nothing of what was asked. */
const ASK_AGAIN_MS = 5_000;

/**
 * Keeps one Arbiter's copies of project states up to date; the data path of the same thread reads them in `ProjectReads`
 * itself.
 *
 * Started by `app/`, one per ingest Arbiter; a restart keeps the copies, which live as long as their Arbiter.
 */
export class ProjectReader implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100_000, whenFull: "refuse" };
  readonly #deps: ProjectReaderDeps;
  #ready: string[] = [];

  constructor(deps: ProjectReaderDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<Internal>): void {
    this.#deps.reads.onWanted = () => {
      if (!ctx.self.send("ask")) ctx.after(RETRY_MS, "ask");
    };
    ctx.every(ASK_AGAIN_MS, "askAgain");
    this.#ask(ctx);
  }

  readonly handlers: Handlers<Internal> = {
    known: ({ projects }, ctx) => {
      this.#ready.push(...this.#deps.reads.learn(projects));
      this.#wake(ctx);
    },
    evicted: ({ publicKeys }) => this.#deps.reads.forget(publicKeys),
    ask: (_, ctx) => this.#ask(ctx),
    askAgain: (_, ctx) => {
      this.#deps.reads.wantAgain(this.#deps.reads.unanswered());
      this.#ask(ctx);
    },
    wake: (_, ctx) => this.#wake(ctx),
  };

  #ask(ctx: Context<Internal>): void {
    const { reads, source, index } = this.#deps;
    const publicKeys = reads.takeWanted();
    if (publicKeys.length === 0 || source.send("want", { publicKeys, reader: ctx.self, index })) return;
    reads.wantAgain(publicKeys);
    ctx.after(RETRY_MS, "ask");
  }

  #wake(ctx: Context<Internal>): void {
    if (this.#ready.length === 0) return;
    if (this.#deps.waiter.send("projectsReady", { publicKeys: this.#ready })) this.#ready = [];
    else ctx.after(RETRY_MS, "wake");
  }
}
