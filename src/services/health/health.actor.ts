import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { HealthBoard } from "./board.ts";
import { ProbeRun } from "./probe-run.ts";
import type { HealthProbe, HealthProtocol, HealthReport } from "./protocol.ts";

interface Internal extends HealthProtocol {
  probe(): void;
  answered(
    answer: Piped<{ readonly run: ProbeRun; readonly index: number; readonly isHealthy: boolean }>,
  ): void;
  timeUp(run: ProbeRun): void;
}

export interface HealthDeps {
  readonly board: HealthBoard;
  readonly probes: readonly HealthProbe[];
  readonly refreshIntervalMs: number;
  readonly probeTimeoutMs: number;
}

/** Readiness lapses when nothing was heard for this much more than a run may take. */
const STALE_FACTOR = 1.1;

/**
 * Asks every part whether it is well, again and again, and writes the answer on the board that all threads read.
 * Not ready before the first run has ended, and never again after `shutdown`.
 *
 * Started by `app/`, once; a restart keeps the board as it is and probes at once. When it hangs, the board lapses.
 */
export class Health implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "refuse", urgent: ["shutdown", "report"] };
  readonly #deps: HealthDeps;
  #report: HealthReport = { isReady: false, probes: [] };
  #isStopping = false;

  constructor(deps: HealthDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<Internal>): void {
    ctx.every(this.#deps.refreshIntervalMs, "probe");
    this.#probe(ctx);
  }

  readonly handlers: Handlers<Internal> = {
    report: () => this.#report,
    shutdown: (_, ctx) => {
      this.#isStopping = true;
      this.#write(false, ctx);
    },
    reload: (limits) => this.#deps.board.setLimits(limits),
    check: (_, ctx) => this.#probe(ctx),
    probe: (_, ctx) => this.#probe(ctx),
    answered: (answer, ctx) => {
      if (answer.ok && answer.value.run.answer(answer.value.index, answer.value.isHealthy)) {
        this.#conclude(answer.value.run, ctx);
      }
    },
    timeUp: (run, ctx) => {
      if (run.close()) this.#conclude(run, ctx);
    },
  };

  #probe(ctx: Context<Internal>): void {
    if (this.#isStopping) return;
    const run = new ProbeRun(this.#deps.probes.map(({ name }) => name));
    for (const [index, probe] of this.#deps.probes.entries()) {
      const asked = ask(probe);
      if (!(asked instanceof Promise)) run.answer(index, asked);
      else
        ctx.pipe(
          asked.then((isHealthy) => ({ run, index, isHealthy })),
          "answered",
        );
    }
    if (run.isComplete) this.#conclude(run, ctx);
    else ctx.after(this.#deps.probeTimeoutMs, "timeUp", run);
  }

  #conclude(run: ProbeRun, ctx: Context<Internal>): void {
    const probes = run.outcomes();
    for (const { name, outcome } of probes) {
      if (outcome === "failed") log("error", "baton::health", `Health check probe '${name}' failed`);
      if (outcome === "timed_out") log("error", "baton::health", `Health check probe '${name}' timed out`);
    }
    this.#report = { isReady: false, probes };
    this.#write(!this.#isStopping && probes.every(({ outcome }) => outcome === "healthy"), ctx);
  }

  #write(isReady: boolean, ctx: Context<Internal>): void {
    const { board, refreshIntervalMs, probeTimeoutMs } = this.#deps;
    this.#report = { ...this.#report, isReady };
    board.setReady(isReady, ctx.now() + STALE_FACTOR * (refreshIntervalMs + probeTimeoutMs));
  }
}

function ask(probe: HealthProbe): boolean | Promise<boolean> {
  try {
    const answer = probe.check();
    return answer instanceof Promise ? answer.catch(() => false) : answer;
  } catch {
    return false;
  }
}
