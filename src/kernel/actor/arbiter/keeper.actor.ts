import type { Fault } from "../../base/fault.ts";
import { log } from "../../telemetry/log.ts";
import type { Actor, Handlers, MailboxOptions } from "../actor.ts";
import type { Context, Piped } from "../context.ts";
import type { StopMode } from "../stopping.ts";
import type { Backoff } from "../supervision.ts";
import type { ActorSystem } from "../system.ts";
import { type Arbiter, type ArbiterOptions, startArbiter } from "./arbiter.ts";

/** What can be asked of an Arbiter's keeper. */
export interface KeeperProtocol {
  /** Starts so far, and whether it runs. */
  state(): { readonly starts: number; readonly isUp: boolean };
}

interface KeeperInternal<Exports> extends KeeperProtocol {
  lost(fault: Fault): void;
  retry(): void;
  started(result: Piped<Arbiter<Exports>>): void;
}

/** After this time alive the pauses begin anew. */
const STABLE_MS = 60_000;

export interface KeeperOptions<Init, Exports> {
  readonly system: ActorSystem;
  /** How each thread is started; `init` is asked for anew every time. */
  readonly arbiter: Omit<ArbiterOptions<Init>, "init" | "onLost">;
  readonly init: () => Init;
  /** Whoever holds addresses of it is told here: of the new ones, and that the old ones are dead. */
  readonly onUp: (arbiter: Arbiter<Exports>) => void;
  readonly onDown: (fault: Fault) => void;
  /** Pause before the n-th start in a row. The first is immediate. Default 100 ms to 10 s. */
  readonly backoff?: Backoff;
  /** How its Arbiter is stopped when the keeper stops. Default graceful, 5 s. */
  readonly stop?: { readonly mode: StopMode; readonly deadlineMs: number };
}

const DEFAULT_BACKOFF: Backoff = { firstMs: 100, maxMs: 10_000 };

/**
 * Owns one Arbiter: starts its thread, and starts a new one when it is lost, that is ended, crashed, or silent past its heartbeat.
 *
 *     starting ─► up ─► down ─(backoff)─► starting again ─► up …
 *
 * Its own start ends with the first thread's, and fails with it: spawn it with `restart: "never"` and await
 * `ready`. Invariant: between `onDown` and the next `onUp` nobody has been given a living address.
 */
export class Keeper<Init, Exports> implements Actor<KeeperInternal<Exports>> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "refuse", urgent: ["lost"] };
  readonly #options: KeeperOptions<Init, Exports>;
  #arbiter: Arbiter<Exports> | undefined;
  #starting: Promise<Arbiter<Exports>> | undefined;
  #starts = 0;
  #inARow = 0;
  #upSinceMs = 0;
  #isStopping = false;

  constructor(options: KeeperOptions<Init, Exports>) {
    this.#options = options;
  }

  async started(ctx: Context<KeeperInternal<Exports>>): Promise<void> {
    this.#up(await this.#start(ctx), ctx.monotonic());
  }

  readonly handlers: Handlers<KeeperInternal<Exports>> = {
    state: () => ({ starts: this.#starts, isUp: this.#arbiter !== undefined }),
    lost: (fault, ctx) => this.#lost(fault, ctx),
    retry: (_, ctx) => ctx.pipe(this.#start(ctx), "started"),
    started: (result, ctx) => {
      if (result.ok) this.#up(result.value, ctx.monotonic());
      else {
        log("error", "baton::actor", "an arbiter cannot be started", {
          arbiter: this.#options.arbiter.name,
          error: String(result.error),
        });
        this.#again(ctx);
      }
    },
  };

  #start(ctx: Context<KeeperInternal<Exports>>): Promise<Arbiter<Exports>> {
    const { system, arbiter, init } = this.#options;
    this.#starts++;
    this.#starting = startArbiter<Init, Exports>(system, {
      ...arbiter,
      init: init(),
      onLost: (fault) => void ctx.self.send("lost", fault),
    });
    return this.#starting;
  }

  #up(arbiter: Arbiter<Exports>, nowMs: number): void {
    this.#arbiter = arbiter;
    this.#upSinceMs = nowMs;
    if (!this.#isStopping) this.#options.onUp(arbiter);
  }

  #lost(fault: Fault, ctx: Context<KeeperInternal<Exports>>): void {
    const { onDown } = this.#options;
    if (this.#arbiter === undefined) return;
    this.#arbiter = undefined;
    if (ctx.monotonic() - this.#upSinceMs >= STABLE_MS) this.#inARow = 0;
    onDown(fault);
    this.#again(ctx);
  }

  #again(ctx: Context<KeeperInternal<Exports>>): void {
    if (this.#isStopping) return;
    const { backoff = DEFAULT_BACKOFF } = this.#options;
    const inARow = this.#inARow++;
    const delayMs = inARow === 0 ? 0 : Math.min(backoff.maxMs, backoff.firstMs * 2 ** (inARow - 1));
    ctx.after(delayMs, "retry");
  }

  stopping(): void {
    this.#isStopping = true;
  }

  async stopped(): Promise<void> {
    const { mode, deadlineMs } = this.#options.stop ?? { mode: "graceful" as const, deadlineMs: 5_000 };
    const arbiter = await this.#starting?.catch(() => undefined);
    await arbiter?.stop(mode, deadlineMs);
  }
}
